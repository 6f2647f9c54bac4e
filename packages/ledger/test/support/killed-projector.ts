// A projector in a process of its own that stops dead before a commit, to be killed there. Argument: JSON of KilledProjector.
import { createPool, type Pool } from '@clew/database';
import { openLedger } from '../../src/index.ts';
import { type LogConfiguration, openTestLog, testTopics } from './logs.ts';

export interface KilledProjector {
  readonly log: LogConfiguration;
  readonly connectionString: string;
  readonly group: string;
  /** It hangs before this commit of a batch (from 1), with all of its rows written. */
  readonly hangAtCommit: number;
}

const given = JSON.parse(process.argv[2] ?? '{}') as KilledProjector;
const pool = createPool({ connectionString: given.connectionString, applicationName: 'killed-projector' });
const ledger = openLedger({ pool: hangingAt(given.hangAtCommit) });
await openTestLog(given.log).subscribe({
  group: given.group,
  topics: testTopics.map((topic) => topic.name),
  loadPositions: () => ledger.positions(),
  handle: (batch) => ledger.applyBatch(batch),
  maximumBatchRecords: 20,
});

function hangingAt(commit: number): Pool {
  let commits = 0;
  const connect = async () => {
    const client = await pool.connect();
    return new Proxy(client, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name !== 'query' || typeof value !== 'function')
          return typeof value === 'function' ? value.bind(target) : value;
        return (...query: unknown[]) => {
          if (query[0] === 'COMMIT') commits += 1;
          if (query[0] !== 'COMMIT' || commits < commit) return Reflect.apply(value, target, query);
          process.stdout.write('hanging\n');
          return new Promise(() => undefined);
        };
      },
    });
  };
  return new Proxy(pool, {
    get(target, name) {
      if (name === 'connect') return connect;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
