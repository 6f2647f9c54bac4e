// The note that a running stack leaves in its home, so that other commands find it.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processLives } from '@clew/database';
import { z } from 'zod';

const stackFile = z.object({
  /** The process that started the services and will stop them. */
  pid: z.int().positive(),
  startedAt: z.string(),
  databaseUrl: z.string(),
  /** null: the log is PostgreSQL's. */
  kafkaBrokers: z.string().nullable(),
  services: z.record(z.string(), z.object({ url: z.string(), pid: z.int().positive() })),
});

export type StackFile = z.infer<typeof stackFile>;

const pathOf = (home: string): string => join(home, 'stack.json');

/** Writes the note, whole or not at all. Readable by its owner alone: the database's address holds a password. */
export async function writeStackFile(home: string, content: StackFile): Promise<void> {
  const half = `${pathOf(home)}.${process.pid}`;
  await writeFile(half, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(half, pathOf(home));
}

/** The note of a stack that lives: its process runs and every service answers. null where there is none. */
export async function readLiveStack(home: string): Promise<StackFile | null> {
  const text = await readFile(pathOf(home), 'utf8').catch(() => '');
  const parsed = stackFile.safeParse(parseOrNull(text));
  if (!parsed.success || !processLives(parsed.data.pid)) return null;
  const answers = await Promise.all(Object.values(parsed.data.services).map(({ url }) => answersHealth(url)));
  return answers.every(Boolean) ? parsed.data : null;
}

/** Takes the note back, where it is ours. */
export async function removeStackFile(home: string): Promise<void> {
  const text = await readFile(pathOf(home), 'utf8').catch(() => '');
  const parsed = stackFile.safeParse(parseOrNull(text));
  if (parsed.success && parsed.data.pid === process.pid) await rm(pathOf(home), { force: true });
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function answersHealth(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}
