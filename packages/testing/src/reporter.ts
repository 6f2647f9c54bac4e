// A reporter that ends the run with one line that people and scripts can read: `tests: N passed, N failed, N skipped`.
import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The line itself; skipped tests are named only where there are some. */
export function summaryLine(tally: Tally): string {
  const skipped = tally.skipped === 0 ? '' : `, ${tally.skipped} skipped`;
  return `tests: ${tally.passed} passed, ${tally.failed} failed${skipped}`;
}

/** Counts tests. A file that could not be loaded, and an error outside any test, count as a failure each: no red run says "0 failed". */
function tallyModules(modules: readonly TestModule[], unhandledErrors: number): Tally {
  const tally = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed' || state === 'failed') tally[state] += 1;
      else tally.skipped += 1;
    }
    const brokenSuites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0).length;
    tally.failed += module.errors().length + brokenSuites;
  }
  return tally;
}

/** Vitest makes one of these from its configuration. */
export default class SummaryLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const line = summaryLine(tallyModules(modules, unhandledErrors.length));
    // At exit, so that nothing (a teardown's message, another reporter) comes after it.
    process.once('exit', () => writeSync(1, `${line}\n`));
  }
}
