// The last line of a run, as its readers parse it.
import { expect, test } from 'vitest';
import { summaryLine } from '../src/reporter.ts';

test.each([
  [{ passed: 12, failed: 0, skipped: 0 }, 'tests: 12 passed, 0 failed'],
  [{ passed: 3, failed: 2, skipped: 0 }, 'tests: 3 passed, 2 failed'],
  [{ passed: 3, failed: 0, skipped: 7 }, 'tests: 3 passed, 0 failed, 7 skipped'],
])('%o reads %s', (tally, line) => {
  expect(summaryLine(tally)).toBe(line);
});
