// A running subscription: stay in the group, keep a lane for each partition that is ours, and look for new records.
import { randomUUID } from 'node:crypto';
import type { Pool } from '@clew/database';
import { createGate, createSleeper, nameOfError, pauseMilliseconds } from '../pauses.ts';
import { LogError, type SubscribeOptions, type Subscription, type SubscriptionFault } from '../port.ts';
import { createLane, type Lane } from './lane.ts';
import { createMembership, dealPartitions, type Membership, type PartitionName } from './membership.ts';
import type { Hint } from './notifications.ts';
import { type LogStore, type Topic, toLogError } from './store.ts';

export interface SubscriptionTiming {
  /** After how long without a heartbeat a reader counts as gone (default 10,000); it says that it lives five times in that span. */
  readonly sessionTimeoutMilliseconds: number;
  /** How often to look for records where no notification came (default 500). */
  readonly pollMilliseconds: number;
  /** How many partitions of one reader may be handled at once (default 12). */
  readonly parallelPartitions: number;
}

export interface SubscriptionContext {
  readonly pool: Pool;
  readonly schema: string;
  readonly store: LogStore;
  readonly timing: SubscriptionTiming;
  /** Registers for "something was published" and "a group changed"; gives the way back. */
  readonly onNotification: (listener: (hint: Hint) => void) => () => void;
  /** Tells the other readers that the group changed. */
  readonly notify: (hint: Hint) => void;
}

/** How often an idle partition's stored position is read afresh: a store may be restored while no record comes. */
const RECHECK_MILLISECONDS = 5_000;

const nameOf = ({ topic, partition }: PartitionName): string => `${topic}/${partition}`;

class PositionsFailed extends Error {}

/** The state of one subscription between its rounds. */
interface State {
  readonly lanes: Map<string, Lane>;
  topics: readonly Topic[];
  heartbeatAt: number;
  recheckedAt: number;
  /** When the last round succeeded, by the process's monotonic clock. */
  livedAt: number;
}

/** Gives lanes to the partitions that are ours now, and ends those that are not, without waiting for their last batch. */
function assign(
  state: State,
  mine: readonly PartitionName[],
  make: (name: PartitionName) => Lane,
  options: SubscribeOptions,
  retired: Set<Promise<void>>,
): void {
  const wanted = new Set(mine.map(nameOf));
  let changed = false;
  for (const [name, lane] of state.lanes) {
    if (wanted.has(name)) continue;
    state.lanes.delete(name);
    changed = true;
    const ending = lane.stop().finally(() => retired.delete(ending));
    retired.add(ending);
  }
  // In order of their numbers: what topics of one number hold belongs to the same keys, and should be handed over together.
  for (const name of mine.toSorted((one, other) => one.partition - other.partition)) {
    if (state.lanes.has(nameOf(name))) continue;
    state.lanes.set(nameOf(name), make(name));
    changed = true;
  }
  if (changed) options.onAssignment?.(mine);
}

/** Asks the store where it stands: for lanes that do not know, and now and then for idle ones. */
async function loadPositions(state: State, options: SubscribeOptions): Promise<void> {
  const fresh = [...state.lanes.values()].filter((lane) => lane.position() === undefined);
  const now = performance.now();
  if (fresh.length === 0 && now - state.recheckedAt < RECHECK_MILLISECONDS) return;
  const before = new Map(
    [...state.lanes.values()].filter((lane) => lane.idle()).map((lane) => [lane, lane.position()]),
  );
  const stored = await options.loadPositions().catch((cause: unknown) => {
    throw new PositionsFailed(`The store's positions could not be read (${nameOfError(cause)}).`, { cause });
  });
  state.recheckedAt = now;
  const positions = new Map(stored.map((each) => [nameOf(each), each.nextOffset]));
  for (const lane of state.lanes.values()) {
    const position = positions.get(nameOf(lane));
    if (lane.position() === undefined) lane.moveTo(position ?? 0);
    else if (position !== undefined && lane.idle() && before.get(lane) === lane.position()) lane.moveTo(position);
  }
}

async function beat(
  context: SubscriptionContext,
  options: SubscribeOptions,
  membership: Membership,
  memberId: string,
  state: State,
): Promise<readonly PartitionName[]> {
  await context.store.prepare();
  state.topics = await Promise.all(options.topics.map(context.store.topic));
  const { members, joined } = await membership.heartbeat();
  if (joined) context.notify('group');
  state.heartbeatAt = performance.now();
  return dealPartitions(members, state.topics, memberId);
}

/** Starts the rounds and gives the handle to stop them. Throws LogError `unknown-topic`; an unreachable log is waited for instead. */
export async function startSubscription(
  context: SubscriptionContext,
  options: SubscribeOptions,
): Promise<Subscription> {
  const { store, timing } = context;
  const memberId = randomUUID();
  const membership = createMembership(context.pool, context.schema, {
    group: options.group,
    memberId,
    topics: options.topics,
    sessionTimeoutMilliseconds: timing.sessionTimeoutMilliseconds,
  });
  const state: State = {
    lanes: new Map(),
    topics: [],
    heartbeatAt: Number.NEGATIVE_INFINITY,
    recheckedAt: Number.NEGATIVE_INFINITY,
    livedAt: Number.NEGATIVE_INFINITY,
  };
  const retired = new Set<Promise<void>>();
  const gate = createGate(timing.parallelPartitions);
  const sleeper = createSleeper();
  const report = (fault: SubscriptionFault): void => options.onFault?.(fault);
  let failures = 0;
  let stopping: Promise<void> | undefined;

  const make = ({ topic: name, partition }: PartitionName): Lane => {
    const topic = state.topics.find((each) => each.name === name);
    if (topic === undefined) throw new Error('unreachable: partitions are dealt from these topics');
    return createLane({
      topic,
      partition,
      limit: options.maximumBatchRecords ?? 1_000,
      read: store.read,
      handle: options.handle,
      report,
      gate,
      onUnreachable: () => sleeper.wake(),
    });
  };

  const round = async (): Promise<void> => {
    if (performance.now() - state.heartbeatAt >= timing.sessionTimeoutMilliseconds / 5) {
      assign(state, await beat(context, options, membership, memberId, state), make, options, retired);
    }
    await loadPositions(state, options);
    const watermarks = new Map((await store.watermarks(options.topics)).map((each) => [nameOf(each), each.next]));
    for (const [name, lane] of state.lanes) lane.advance(watermarks.get(name) ?? 0);
    state.livedAt = performance.now();
  };

  const attempt = async (): Promise<void> => {
    try {
      await round();
      if (failures > 0)
        report({ code: 'recovered', message: 'The log and the store answer again.', attempt: failures });
      failures = 0;
    } catch (error) {
      failures += 1;
      const fault = error instanceof PositionsFailed ? error : toLogError(error);
      report({
        code: error instanceof PositionsFailed ? 'handler-failed' : 'log-unreachable',
        message: fault.message,
        attempt: failures,
      });
    }
  };

  const unregister = context.onNotification((hint) => {
    if (hint === 'group') state.heartbeatAt = Number.NEGATIVE_INFINITY;
    if (failures === 0) sleeper.wake();
  });

  try {
    await Promise.all(options.topics.map(store.topic));
  } catch (error) {
    const fault = toLogError(error);
    // A log that does not answer is waited for by the rounds; a topic that does not exist is a mistake of the caller.
    if (!(fault instanceof LogError) || fault.code === 'unknown-topic') {
      unregister();
      throw fault;
    }
  }

  const loop = (async () => {
    while (stopping === undefined) {
      await attempt();
      if (stopping === undefined)
        await sleeper.sleep(failures > 0 ? pauseMilliseconds(failures) : timing.pollMilliseconds);
    }
  })();

  const stop = async (): Promise<void> => {
    unregister();
    sleeper.wake();
    const quiet = [...state.lanes.values()].map((lane) => lane.stop());
    await loop;
    await Promise.all([...quiet, ...[...state.lanes.values()].map((lane) => lane.stop()), ...retired]);
    state.lanes.clear();
    // Unreachable now: the heartbeats that stop will say the same a little later.
    await membership.leave().then(
      () => context.notify('group'),
      () => undefined,
    );
  };

  return {
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
    assignment: () => [...state.lanes.values()].map(({ topic, partition }) => ({ topic, partition })),
    healthy: () =>
      stopping === undefined && failures === 0 && performance.now() - state.livedAt < timing.sessionTimeoutMilliseconds,
  };
}
