// The last line of a run, as its readers parse it: alone, and at the end of real runs.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { summaryLine } from '../src/reporter.ts';

const ROOT = fileURLToPath(new URL('./fixtures/run', import.meta.url));
const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** Runs the fixtures that match, and gives the exit status and the last line of the output. */
function run(files: string): Promise<{ readonly status: number; readonly last: string | undefined }> {
  const environment = { ...process.env, FIXTURE_FILES: files };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [VITEST, 'run', '--config', join(ROOT, 'vitest.config.ts')],
      { cwd: ROOT, env: environment },
      (error, stdout) => {
        resolve({ status: error === null ? 0 : Number(error.code), last: stdout.trimEnd().split('\n').at(-1) });
      },
    );
  });
}

test.each([
  [{ passed: 12, failed: 0, skipped: 0 }, 'tests: 12 passed, 0 failed'],
  [{ passed: 3, failed: 2, skipped: 0 }, 'tests: 3 passed, 2 failed'],
  [{ passed: 3, failed: 0, skipped: 7 }, 'tests: 3 passed, 0 failed, 7 skipped'],
])('%o reads %s', (tally, line) => {
  expect(summaryLine(tally)).toBe(line);
});

test.each([
  ['good.fixture.ts', 0, 'tests: 1 passed, 0 failed'],
  ['mixed.fixture.ts', 1, 'tests: 2 passed, 1 failed, 3 skipped'],
  ['broken.fixture.ts', 1, 'tests: 0 passed, 1 failed'],
  ['*.fixture.ts', 1, 'tests: 3 passed, 2 failed, 3 skipped'],
])('a run of %s ends with status %i and says %s', async (files, status, line) => {
  expect(await run(files)).toEqual({ status, last: line });
});
