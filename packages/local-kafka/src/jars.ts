// Apache Kafka's own jars, brought by Maven once and kept beside the workspace.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const POM = join(ROOT, 'infra', 'kafka', 'pom.xml');
/** Where the jars stay by default: under the workspace, out of git. */
const CACHE = join(ROOT, '.clew', 'kafka');
const OLDEST_JAVA = 17;

/** Why there is no local Kafka; a person can mend it. */
export class LocalKafkaUnavailable extends Error {
  override readonly name = 'LocalKafkaUnavailable';
}

/** Gives the Java program: JAVA_HOME's, or the one on the path. Throws LocalKafkaUnavailable where it is missing or too old. */
export async function findJava(): Promise<string> {
  const java = process.env.JAVA_HOME === undefined ? 'java' : join(process.env.JAVA_HOME, 'bin', 'java');
  const output = await run(java, ['-version']).then(
    ({ stderr, stdout }) => stderr + stdout,
    () => undefined,
  );
  const version = Number(/version "(\d+)/.exec(output ?? '')?.[1]);
  if (!(version >= OLDEST_JAVA)) {
    const found = output === undefined ? 'there is no Java' : 'the Java found is older';
    throw new LocalKafkaUnavailable(
      `Kafka needs Java ${OLDEST_JAVA} or later, and ${found}: install one, or set JAVA_HOME or KAFKA_BROKERS.`,
    );
  }
  return java;
}

/**
 * Gives the directory of the jars that infra/kafka/pom.xml names, and fetches them where they are missing.
 * The directory's name holds the pom's hash: another version is another directory, and a half-fetched one never counts.
 */
export async function fetchKafkaJars(onProgress?: (step: string) => void, cache: string = CACHE): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(POM))
    .digest('hex')
    .slice(0, 12);
  const directory = join(cache, `lib-${hash}`);
  const present = await readdir(directory).catch(() => []);
  if (present.length > 0) return directory;
  onProgress?.('fetching Kafka');
  const half = `${directory}.${process.pid}`;
  await mkdir(half, { recursive: true });
  try {
    await run(
      'mvn',
      ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${half}`, '-DincludeScope=runtime'],
      { maxBuffer: 1 << 24 },
    );
  } catch (cause) {
    await rm(half, { recursive: true, force: true });
    const missing = cause instanceof Error && Reflect.get(cause, 'code') === 'ENOENT';
    const reason = missing ? 'Maven (mvn) is not installed' : 'Maven could not fetch them';
    throw new LocalKafkaUnavailable(
      `Kafka's jars are missing and ${reason}: install Maven and allow it the network, or set KAFKA_BROKERS.`,
      { cause },
    );
  }
  // Whoever comes second finds the name taken, by the same jars.
  await rename(half, directory).catch(() => rm(half, { recursive: true, force: true }));
  return directory;
}
