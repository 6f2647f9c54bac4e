// A synthetic service in the log of a bench, before anything is timed.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { PopulationOrder } from '@clew/synthetic';
import type { BenchServers } from './servers.ts';

export interface FillData {
  readonly connectionString: string;
  /** null: the log in PostgreSQL. */
  readonly brokers: readonly string[] | null;
  readonly people: number;
  readonly years: number;
  readonly order: PopulationOrder;
}

/** Publishes a synthetic service, and gives the number of records. */
export async function fill(
  { connectionString, brokers }: BenchServers,
  options: Partial<Pick<FillData, 'people' | 'years' | 'order'>> & {
    readonly onProgress?: (text: string) => void;
  },
): Promise<number> {
  const { people = 12_000, years = 10, order = 'time', onProgress } = options;
  const data: FillData = { connectionString, brokers, people, years, order };
  const child = fork(new URL('./fill-process.ts', import.meta.url), [JSON.stringify(data)], { execArgv: [] });
  let published = 0;
  child.on('message', (records) => {
    published = Number(records);
    onProgress?.(`published ${records}`);
  });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error('the log could not be filled');
  return published;
}
