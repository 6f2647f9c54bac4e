// The reference outputs of R, where they are at hand.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(
  process.env['CLEW_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'),
  'r-reference',
);

/** Whether the references are there; tests that need them are skipped, with a line that says so, where they are not. */
export const hasReference = existsSync(directory);
if (!hasReference) process.stderr.write('SKIPPED: no R references; set CLEW_SHARED_DATA to the shared data.\n');

export function reference<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(join(directory, name), 'utf8')) as Shape;
}
