// The token keys where none are configured: made once, kept in the data directory, readable by their owner alone.

import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTokenKeys, type TokenKeys, writeTokenKeys } from '@clew/identity';

/** The file's name within the data directory. */
export const keyFileName = 'national-insurance-keys';

/**
 * Reads the key file, or makes it with one fresh key. Two processes that start at once agree: one makes the file, the other reads it.
 * Whoever loses the file loses every match by National Insurance number: keep it with the database's backups, but not in them.
 * Throws where the file is there and is not a key file: a fresh key would silently match nobody.
 */
export async function loadOrMakeKeys(dataDirectory: string): Promise<TokenKeys> {
  await mkdir(dataDirectory, { recursive: true });
  const path = join(dataDirectory, keyFileName);
  const drafted = `${path}.${randomBytes(6).toString('hex')}`;
  await writeSynced(drafted, `${writeTokenKeys([{ version: 1, secret: randomBytes(32) }])}\n`);
  try {
    // A link appears whole or not at all, and never replaces a file that is there.
    await link(drafted, path);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  } finally {
    await rm(drafted, { force: true });
  }
  return readKeys(path);
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readKeys(path: string): Promise<TokenKeys> {
  const reading = parseTokenKeys((await readFile(path, 'utf8')).trim());
  if (reading.ok) return reading.value;
  throw new Error(
    `the file ${keyFileName} in the data directory holds no keys: restore it. ${reading.mistake.message}`,
  );
}
