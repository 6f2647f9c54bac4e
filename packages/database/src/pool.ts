// A pool of connections with Clew's types: numbers that are exact, dates that are calendar dates, instants that are instants.
import pg from 'pg';

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

/** What can run a query: a pool, or one client inside a transaction. */
export type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

export interface PoolOptions {
  /** `postgresql://user:password@host:port/database`; it is never written to a log or an error. */
  readonly connectionString: string;
  /** Shown in pg_stat_activity, so that an operator sees who holds a lock. */
  readonly applicationName: string;
  /** The most connections held at once (default 10). */
  readonly maximumConnections?: number;
  /** How long to wait for a connection (default 10,000). */
  readonly connectTimeoutMilliseconds?: number;
  /** How long one statement may take before the server ends it (default: no limit). */
  readonly statementTimeoutMilliseconds?: number;
  /** The `search_path` of every connection, unquoted names (default: the server's). */
  readonly searchPath?: readonly string[];
  /** Told when an idle connection breaks. The pool replaces it by itself; the default is to say nothing. */
  readonly onIdleConnectionLost?: (error: unknown) => void;
}

const OID = { int8: 20, date: 1082, int8Array: 1016, dateArray: 1182 } as const;

/** `int8` as a number. A value beyond 2^53 is a fault of ours, so it throws rather than rounds. */
export function parseInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError('An int8 of the database is beyond the integers that a number holds exactly.');
  return value;
}

/** `text[]`: it knows PostgreSQL's quoting of arrays, and leaves the items to us. */
const parseTextArray = pg.types.getTypeParser(1009 as number, 'text') as (text: string) => (string | null)[];
const parseIntegerArray = (text: string): (number | null)[] =>
  parseTextArray(text).map((item) => (item === null ? null : parseInteger(item)));

const PARSERS = new Map<number, (text: string) => unknown>([
  [OID.int8, parseInteger],
  [OID.date, (text) => text],
  [OID.int8Array, parseIntegerArray],
  [OID.dateArray, parseTextArray],
]);

/** The types of every connection of Clew: int8 is a number, date is 'YYYY-MM-DD', timestamptz is a Date; numeric stays a string. */
export const clewTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    const parser = format === 'binary' ? undefined : PARSERS.get(oid);
    return parser ?? (pg.types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown);
  },
};

/** The settings of one connection, for those who need a lone client (LISTEN, COPY of hours) with the same types. */
export function clientConfig(options: PoolOptions): pg.ClientConfig {
  // The server splits its options at spaces; a backslash keeps one.
  const path = options.searchPath?.map(quoteIdentifier).join(',').replace(/[\\ ]/g, '\\$&');
  return {
    connectionString: options.connectionString,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMilliseconds ?? 10_000,
    keepAlive: true,
    types: clewTypes,
    ...(options.statementTimeoutMilliseconds === undefined
      ? {}
      : { statement_timeout: options.statementTimeoutMilliseconds }),
    ...(path === undefined ? {} : { options: `-c search_path=${path}` }),
  };
}

/** Makes a pool. It connects at its first query; see `waitForDatabase` for waiting with a reason. End it with `pool.end()`. */
export function createPool(options: PoolOptions): Pool {
  const pool = new pg.Pool({
    ...clientConfig(options),
    max: options.maximumConnections ?? 10,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: false,
  });
  // Without a listener a connection that the server closes while idle would end the process.
  pool.on('error', (error) => options.onIdleConnectionLost?.(error));
  return pool;
}

/** A lone connection outside any pool, for LISTEN. Its owner listens to 'error' and ends it. */
export function createClient(options: PoolOptions): pg.Client {
  return new pg.Client(clientConfig(options));
}

/** Quotes a name for SQL. Names come from our own code and configuration, yet are never pasted in bare. */
export function quoteIdentifier(name: string): string {
  return pg.escapeIdentifier(name);
}
