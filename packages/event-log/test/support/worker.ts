// A reader as a process of its own: says on standard output what it does, holds where it is told to, and goes on at "go".
import { createInterface } from 'node:readline';
import { createPool } from '@clew/database';
import { openByKind, type WorkerOptions } from './harness.ts';
import { createSink } from './sink.ts';

const options = JSON.parse(process.argv[2] ?? '') as WorkerOptions;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let released = options.holdAt === 'never';
let go: () => void = () => undefined;
const going = new Promise<void>((resolve) => {
  go = resolve;
});
createInterface({ input: process.stdin }).on('line', () => {
  released = true;
  go();
});

const hold = async (where: WorkerOptions['holdAt'], detail: string): Promise<void> => {
  if (released || options.holdAt !== where) return;
  say(`${where} ${detail}`);
  await going;
};

const connection = new URL(options.sink);
if (options.idleInTransactionMilliseconds !== undefined) {
  connection.searchParams.set(
    'options',
    `-c idle_in_transaction_session_timeout=${options.idleInTransactionMilliseconds}`,
  );
}
const pool = createPool({ connectionString: connection.href, applicationName: 'contract-worker' });
const sink = createSink(pool, {
  received: (batch) => hold('received', `${batch.partition}/${batch.fromOffset}`),
  written: (batch) => hold('written', `${batch.partition}/${batch.fromOffset}`),
  elsewhere: (batch, position) => say(`elsewhere ${batch.partition}/${batch.fromOffset} ${position}`),
});

if (options.reportMemory === true) {
  setInterval(() => {
    // Only what is held counts, not what waits to be collected. A buffer counts until its collection has been swept, which the next waits for.
    globalThis.gc?.();
    globalThis.gc?.();
    const { external, heapUsed } = process.memoryUsage();
    say(`memory ${external + heapUsed}`);
  }, 150);
}

const log = openByKind(options.log);
await log.subscribe({
  group: options.group,
  topics: [options.topic],
  loadPositions: sink.loadPositions,
  handle: sink.handle,
  onFault: (fault) => say(`fault ${fault.code}`),
  onAssignment: (partitions) => say(`assigned ${partitions.length}`),
});
