// The line between the run's main process, which owns Kafka, and the workers, which only sometimes need it.
import { createServer } from 'node:http';
import type { TestKafka } from './kafka-server.ts';
import { ENVIRONMENT, type KafkaAnswer } from './run.ts';

/** Answers `GET /kafka` on a loopback port, and puts its address into the environment for the workers. */
export async function startControl(kafka: TestKafka): Promise<{ stop(): Promise<void> }> {
  const server = createServer((_, response) => {
    kafka.ask().then(
      (answer) => response.end(JSON.stringify(answer)),
      () => response.writeHead(500).end(),
    );
  });
  // A first answer may take as long as a broker takes to be fetched and started.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The control port has no address.');
  process.env[ENVIRONMENT.control] = `http://127.0.0.1:${address.port}`;
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Asks the main process for Kafka. */
export async function askForKafka(): Promise<KafkaAnswer> {
  const control = process.env[ENVIRONMENT.control];
  if (control === undefined)
    throw new Error('No test run to ask for Kafka: run the tests through vitest at the root of the repository.');
  const response = await fetch(`${control}/kafka`);
  if (!response.ok) throw new Error('The test run could not say where Kafka is.');
  return (await response.json()) as KafkaAnswer;
}
