// The benches of the ledger, which `npm run bench` runs by name.
import type { BenchResult } from './measure.ts';
import { benchProjection, type ProjectionBenchOptions } from './projection.ts';
import { benchRebuild } from './rebuild.ts';

export type { BenchResult } from './measure.ts';
export { benchProjection, type ProjectionBenchOptions } from './projection.ts';
export { benchRebuild } from './rebuild.ts';

export interface Bench {
  readonly name: string;
  readonly about: string;
  readonly run: (options?: ProjectionBenchOptions) => Promise<BenchResult>;
}

/** Every bench of the ledger, by name. */
export const ledgerBenches: readonly Bench[] = [
  {
    name: 'projection-postgres-live',
    about: 'From the PostgreSQL log into careers, people interleaved as they come live',
    run: (options) => benchProjection({ ...options, adapter: 'postgres', order: 'time' }),
  },
  {
    name: 'projection-postgres-backfill',
    about: 'From the PostgreSQL log into careers, person by person',
    run: (options) => benchProjection({ ...options, adapter: 'postgres', order: 'person' }),
  },
  {
    name: 'projection-kafka-live',
    about: 'From Kafka into careers, people interleaved as they come live',
    run: (options) => benchProjection({ ...options, adapter: 'kafka', order: 'time' }),
  },
  {
    name: 'projection-kafka-backfill',
    about: 'From Kafka into careers, person by person',
    run: (options) => benchProjection({ ...options, adapter: 'kafka', order: 'person' }),
  },
  { name: 'rebuild-postgres', about: 'A rebuild from the PostgreSQL log', run: (options) => benchRebuild(options) },
  {
    name: 'rebuild-kafka',
    about: 'A rebuild from Kafka',
    run: (options) => benchRebuild({ ...options, adapter: 'kafka' }),
  },
  {
    name: 'projection-million',
    about: 'A million events from the PostgreSQL log: memory must not grow with their number',
    run: (options) => benchProjection({ people: 110_000, ...options, adapter: 'postgres', order: 'time' }),
  },
];
