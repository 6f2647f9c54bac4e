// DuckDB in memory: opened for one piece of work, closed for certain, and shut off from everything that the work does not need.
import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface MemoryDatabaseOptions {
  /** Where DuckDB may write what does not fit into memory. */
  readonly temporaryDirectory?: string;
}

/** Nothing is fetched, and nothing is loaded that did not come with the package. */
const settings = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  threads: '2',
} as const;

export interface MemoryDatabase {
  readonly connection: DuckDBConnection;
  close(): void;
}

/** Opens a database that lives as long as its handle. */
export async function openMemoryDatabase(options: MemoryDatabaseOptions = {}): Promise<MemoryDatabase> {
  const temporary = options.temporaryDirectory === undefined ? {} : { temp_directory: options.temporaryDirectory };
  const instance = await DuckDBInstance.create(':memory:', { ...settings, ...temporary });
  const connection = await DuckDBConnection.create(instance);
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

export async function withMemoryDatabase<Result>(
  options: MemoryDatabaseOptions,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const database = await openMemoryDatabase(options);
  try {
    return await work(database.connection);
  } finally {
    database.close();
  }
}
