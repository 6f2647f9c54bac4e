// Kafka for a test file: its brokers, or a skip that says why, which in CI is a failure.
import { askForKafka } from './control.ts';

export interface KafkaForTests {
  readonly brokers: readonly string[];
  /** Where it came from: only a `local` broker is ours to kill. */
  readonly kind: 'configured' | 'docker' | 'local';
}

/**
 * Gives the run's Kafka, started at the first call of the run, or undefined where there is none: then skip, with
 * `describe.skipIf(kafka === undefined)`. Call it at the top of the test file. With CI=true it throws instead: a skip would hide a hole.
 */
export async function testKafka(): Promise<KafkaForTests | undefined> {
  const answer = await askForKafka();
  if (answer.brokers !== null) return answer;
  const message = `Kafka tests are skipped: ${answer.reason}`;
  if (process.env.CI === 'true') throw new Error(message);
  process.stderr.write(`${message}\n`);
  return undefined;
}
