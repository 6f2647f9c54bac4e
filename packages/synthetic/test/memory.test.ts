// A hundred thousand people go by in a heap that would not hold them.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('./stream-population.ts', import.meta.url));

/** Streams a population in a process of its own, with so many megabytes of old heap; gives the number of items. */
function stream(people: number, order: string, itemsHeld: number, megabytes: number): number {
  const flags = [`--max-old-space-size=${megabytes}`, program, String(people), order, String(itemsHeld)];
  return Number(execFileSync(process.execPath, flags, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

describe('memory', () => {
  it('does not grow with the people: 100,000, person by person, in a heap of 96 MB', { timeout: 300_000 }, () => {
    expect(stream(100_000, 'person', 0, 96)).toBeGreaterThan(900_000);
  });

  it('does not grow with the people: 20,000 in order of time, 20,000 items at once, in a heap of 64 MB', {
    timeout: 300_000,
  }, () => {
    expect(stream(20_000, 'time', 20_000, 64)).toBeGreaterThan(180_000);
  });

  it('would be exceeded by holding everything', { timeout: 300_000 }, () => {
    expect(() => stream(20_000, 'time', 10_000_000, 64)).toThrow();
  });
});
