// What clew statistics refuses: a file and options, the code, and what has to be said; never a cell of the file.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { clew } from './command-line.ts';

export interface Refusal {
  readonly of: string;
  readonly csv: string;
  readonly given: readonly string[];
  readonly code: string;
  readonly says: readonly string[];
}

export const lines = (...each: readonly string[]) => `${each.join('\n')}\n`;

/** Runs it on a file in the folder. */
export async function expectRefused({ csv, given, code, says }: Refusal, folder: string): Promise<void> {
  const file = join(folder, `${code}-${says.join('').length}.csv`);
  // What stands for another encoding is written as the byte that it would be.
  await writeFile(file, Buffer.from(csv.replaceAll('\uFFFD', '\u00ef'), csv.includes('\uFFFD') ? 'latin1' : 'utf8'));
  const { code: exit, stdout, stderr } = await clew(['statistics', ...given, '--csv', file, '--json']);
  expect([exit, stdout], stderr).toEqual([2, '']);
  expect(stderr).toContain(`(${code})`);
  for (const part of says) expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/secret|unsaid| {4}at /);
}
