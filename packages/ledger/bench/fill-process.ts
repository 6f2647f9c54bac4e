// Fills the log of a bench in a process of its own, which ends: what making a population takes is then no memory of the projection.
import { type EventLog, type NewRecord, openKafkaLog, openPostgresLog } from '@clew/event-log';
import { encodeRecord } from '@clew/events';
import { bindStaffNumbers, createPopulation } from '@clew/synthetic';
import type { FillData } from './fill.ts';

const { connectionString, brokers, people, years, order } = JSON.parse(process.argv[2] ?? '') as FillData;
const log = brokers === null ? openPostgresLog({ connectionString }) : openKafkaLog({ brokers });
await publishAll(log);
await log.close();
process.disconnect?.();

async function publishAll(to: EventLog): Promise<void> {
  const items = createPopulation({ people, years, seed: 'bench' }).items(order);
  let waiting: NewRecord[] = [];
  let records = 0;
  const send = async (): Promise<void> => {
    await to.publish(waiting);
    records += waiting.length;
    waiting = [];
    process.send?.(records);
  };
  for (const event of bindStaffNumbers(items, 'bench')) {
    waiting.push(encodeRecord(event));
    if (waiting.length >= 5_000) await send();
  }
  await send();
}
