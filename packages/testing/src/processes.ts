// Processes that should be gone: asked for until they are, never slept for.
import { setTimeout as pause } from 'node:timers/promises';
import { processLives } from '@clew/database';

const PATIENCE_MILLISECONDS = 40_000;

/** Waits until none of the processes lives, and gives those that outlived its patience. */
export async function untilGone(pids: readonly number[]): Promise<readonly number[]> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (pids.some(processLives) && Date.now() < deadline) await pause(20);
  return pids.filter(processLives);
}
