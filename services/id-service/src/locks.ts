// Locks that let one person be decided once: taken in one order by everybody, so that nobody waits in a circle.

import { createHash } from 'node:crypto';
import type { Queryable } from '@clew/database';
import type { PreparedRequest } from './request.ts';

/** Takes the locks that a set of requests needs, until the transaction ends. Injected so that a test can show what happens without. */
export type TakeLocks = (client: Queryable, requests: readonly PreparedRequest[]) => Promise<void>;

/**
 * Names share this many locks. PostgreSQL keeps all locks in one table of fixed size (64 for each connection by default): a batch
 * of 1,000 people with a lock for each of its names would fill it ("out of shared memory"). An exclusive lock is held once,
 * so 1,024 is the most that can ever be held, and two single requests still meet only once in about a hundred times.
 */
const lockCount = 1_024;

/** The first of the two halves of an advisory lock's name: no other part of Clew uses it. */
const lockClass = 0x69646e74; // "idnt"

/** Locks the request's key, its tokens under every live key, and its local number: whatever could find the same person. */
export const takeLocks: TakeLocks = async (client, requests) => {
  await client.query('select pg_advisory_xact_lock($1::integer, lock) from unnest($2::integer[]) as lock', [
    lockClass,
    locksOf(requests),
  ]);
};

/** The numbers of the locks, rising: unnest keeps the order, so every transaction takes them in the same one. */
export function locksOf(requests: readonly PreparedRequest[]): readonly number[] {
  const names = requests.flatMap((request) => [
    `key:${request.idempotencyKey}`,
    `local:${request.department}:${request.localEmployeeNumber}`,
    ...request.tokens.map(({ keyVersion, token }) => `token:${keyVersion}:${token}`),
  ]);
  return [...new Set(names.map(lockOf))].toSorted((one, other) => one - other);
}

function lockOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % lockCount;
}
