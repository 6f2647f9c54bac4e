// Vitest's global setup: one PostgreSQL per run, and an address at which workers may ask for Kafka.

import { startControl } from './control.ts';
import { createTestKafka } from './kafka-server.ts';
import { startTestPostgres } from './postgres-server.ts';
import { ENVIRONMENT } from './run.ts';

/** What a signal is in an exit status: 128 and its number. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** A signal by itself ends Node without its 'exit' event, at which the servers are removed. */
function exitAtSignals(): void {
  for (const [signal, status] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(status));
}

/** Runs before the first test file; what it gives runs after the last one. */
export default async function setup(): Promise<() => Promise<void>> {
  exitAtSignals();
  const stops: (() => Promise<void>)[] = [];
  if ((process.env[ENVIRONMENT.databaseUrl] ?? '') === '') {
    const server = await startTestPostgres();
    process.env[ENVIRONMENT.databaseUrl] = server.connectionString;
    stops.push(server.stop);
  }
  const kafka = createTestKafka();
  stops.push(kafka.stop);
  stops.push((await startControl(kafka)).stop);
  return async () => {
    for (const stop of stops.reverse()) await stop();
  };
}
