// Real data that tests read where it is at hand: it stands beside the repository, not in it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The path of a file or folder of the shared data, or null, with a line that says so, where it is absent: then skip.
 * It is looked for in `../shared/data` beside the repository, or where CLEW_SHARED_DATA says.
 */
export function sharedData(name: string): string | null {
  const root = process.env['CLEW_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
  const path = join(root, name);
  if (existsSync(path)) return path;
  process.stderr.write(`Tests on real data are skipped: there is no ${name}; CLEW_SHARED_DATA says where it is.\n`);
  return null;
}
