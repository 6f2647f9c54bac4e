// Who reads in a group, by heartbeats on the database's clock, and which partitions each reader has.
import { type Pool, quoteIdentifier } from '@clew/database';
import type { Topic } from './store.ts';

export interface Member {
  readonly memberId: string;
  readonly topics: readonly string[];
}

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

export interface Membership {
  /** Says that this reader lives, forgets the readers that do not, and gives those that do, in order of their ids. */
  heartbeat(): Promise<{ readonly members: readonly Member[]; readonly joined: boolean }>;
  leave(): Promise<void>;
}

export interface MembershipOptions {
  readonly group: string;
  readonly memberId: string;
  readonly topics: readonly string[];
  /** After how long without a heartbeat a reader counts as gone. */
  readonly sessionTimeoutMilliseconds: number;
}

export function createMembership(pool: Pool, schemaName: string, options: MembershipOptions): Membership {
  const table = `${quoteIdentifier(schemaName)}.member`;
  const { group, memberId, topics, sessionTimeoutMilliseconds } = options;
  return {
    heartbeat: async () => {
      const { rows } = await pool.query<{ joined: boolean }>(
        `INSERT INTO ${table} (group_name, member_id, topics, heartbeat_at) VALUES ($1, $2, $3, clock_timestamp())
         ON CONFLICT (group_name, member_id) DO UPDATE SET heartbeat_at = clock_timestamp() RETURNING xmax = 0 AS joined`,
        [group, memberId, topics],
      );
      await pool.query(
        `DELETE FROM ${table} WHERE group_name = $1 AND heartbeat_at < clock_timestamp() - $2 * interval '1 millisecond'`,
        [group, sessionTimeoutMilliseconds],
      );
      const members = await pool.query<Member>(
        `SELECT member_id::text AS "memberId", topics FROM ${table} WHERE group_name = $1 ORDER BY member_id`,
        [group],
      );
      return { members: members.rows, joined: rows[0]?.joined === true };
    },
    leave: async () => {
      await pool.query(`DELETE FROM ${table} WHERE group_name = $1 AND member_id = $2`, [group, memberId]);
    },
  };
}

/**
 * The partitions of one reader. Every reader computes the same from the same members, so they need not talk:
 * partitions in order of name and number, dealt out in turn to the readers of that topic. While two readers see different members
 * a partition may have two of them, or none, for a heartbeat: the store's own lock is what keeps that harmless.
 */
export function dealPartitions(
  members: readonly Member[],
  topics: readonly Topic[],
  memberId: string,
): readonly PartitionName[] {
  let turn = 0;
  const mine: PartitionName[] = [];
  for (const topic of topics.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const readers = members.filter((member) => member.topics.includes(topic.name));
    for (let partition = 0; partition < topic.partitions; partition += 1) {
      if (readers[turn % readers.length]?.memberId === memberId) mine.push({ topic: topic.name, partition });
      turn += 1;
    }
  }
  return mine;
}
