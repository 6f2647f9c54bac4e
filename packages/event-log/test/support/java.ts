// Kafka's own Java client, run from one source file, as the foreign party that we must agree with.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchKafkaJars, findJava } from '@clew/local-kafka';

export interface JavaTool {
  readonly program: string;
  readonly parameters: readonly string[];
}

/** Gives the command, or undefined, with a line that says so, where there is no Java or there are no jars. */
export async function javaTool(): Promise<JavaTool | undefined> {
  try {
    const program = await findJava();
    const jars = await fetchKafkaJars();
    const source = fileURLToPath(new URL('./ForeignClient.java', import.meta.url));
    return { program, parameters: ['-Xshare:auto', '-Dlog4j2.level=OFF', '-cp', join(jars, '*'), source] };
  } catch (error) {
    process.stderr.write(
      `Tests beside Kafka's Java client are skipped: ${error instanceof Error ? error.message : 'no Java'}\n`,
    );
    return undefined;
  }
}
