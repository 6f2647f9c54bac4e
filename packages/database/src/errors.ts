// The one place where PostgreSQL's errors become Clew's: by SQLSTATE and by socket error, never by message.

/** What went wrong, in Clew's words. Callers branch on it; the text beside it is for people. */
export type DatabaseErrorCode =
  | 'database-unreachable'
  | 'database-starting'
  | 'database-refused'
  | 'database-full'
  | 'serialization-conflict'
  | 'deadlock'
  | 'lock-timeout'
  | 'cancelled'
  | 'unique-violation'
  | 'foreign-key-violation'
  | 'check-violation'
  | 'not-null-violation'
  | 'exclusion-violation'
  | 'invalid-value'
  | 'schema-missing'
  | 'permission-denied'
  | 'database-fault';

/**
 * A database error without any value from a row. PostgreSQL's own message and `detail` may quote the row,
 * and the row may hold a person's data, so neither is passed on: names of tables and constraints are.
 */
export interface TranslatedDatabaseError {
  readonly code: DatabaseErrorCode;
  /** True where the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  readonly message: string;
  /** PostgreSQL's five-character code, where the server answered at all. */
  readonly sqlState?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
}

/** A fault of the database as an exception that is safe to log: it quotes no row. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode | MigrationErrorCode;
  readonly retryable: boolean;
  constructor(code: DatabaseErrorCode | MigrationErrorCode, message: string, options: { readonly retryable: boolean }) {
    super(message);
    this.name = 'DatabaseError';
    this.code = code;
    this.retryable = options.retryable;
  }
}

/** Why `migrate` refused. None of them is mended by trying again. */
export type MigrationErrorCode =
  | 'migration-changed'
  | 'migration-missing'
  | 'migration-misnamed'
  | 'migration-variable'
  | 'migration-failed'
  | 'schema-invalid'
  | 'server-too-old';

interface Rule {
  readonly code: DatabaseErrorCode;
  readonly retryable: boolean;
  readonly message: string;
}

const unreachable = (message: string): Rule => ({ code: 'database-unreachable', retryable: true, message });

/** SQLSTATE to rule; a two-character entry covers its whole class. Codes: PostgreSQL manual, appendix A. */
const SQL_STATES: Readonly<Record<string, Rule>> = {
  '40001': {
    code: 'serialization-conflict',
    retryable: true,
    message: 'The transaction clashed with another one and was rolled back.',
  },
  '40P01': {
    code: 'deadlock',
    retryable: true,
    message: 'The transaction was rolled back because it and another one waited for each other.',
  },
  '55P03': { code: 'lock-timeout', retryable: true, message: 'A lock could not be had in time.' },
  '57014': { code: 'cancelled', retryable: true, message: 'The statement was cancelled, or took longer than allowed.' },
  '57P01': unreachable('The database server ended the connection because it is being shut down.'),
  '57P02': unreachable('The database server ended the connection because another of its processes crashed.'),
  '57P03': {
    code: 'database-starting',
    retryable: true,
    message: 'The database server is starting up or shutting down.',
  },
  '57P05': unreachable('The database server ended the connection because it had been idle.'),
  '25P03': unreachable('The database server ended the connection because its transaction had been idle.'),
  '08': unreachable('The connection to the database server failed.'),
  '53300': { code: 'database-refused', retryable: true, message: 'The database server has no connection to spare.' },
  '53': { code: 'database-full', retryable: true, message: 'The database server is out of disk or memory.' },
  '28': {
    code: 'database-refused',
    retryable: false,
    message: 'The database server refused the user or the password.',
  },
  '3D000': {
    code: 'database-refused',
    retryable: false,
    message: 'The database of the connection string does not exist.',
  },
  '23505': { code: 'unique-violation', retryable: false, message: 'A row with the same key exists already.' },
  '23503': {
    code: 'foreign-key-violation',
    retryable: false,
    message: 'A row that this one refers to does not exist.',
  },
  '23514': { code: 'check-violation', retryable: false, message: 'A value breaks a rule of its table.' },
  '23502': { code: 'not-null-violation', retryable: false, message: 'A value that must be present is missing.' },
  '23P01': { code: 'exclusion-violation', retryable: false, message: 'The row conflicts with another row.' },
  '22': { code: 'invalid-value', retryable: false, message: 'A value does not fit the type of its column.' },
  '3F000': { code: 'schema-missing', retryable: false, message: 'The schema does not exist: run the migrations.' },
  '42P01': { code: 'schema-missing', retryable: false, message: 'A table does not exist: run the migrations.' },
  '42703': { code: 'schema-missing', retryable: false, message: 'A column does not exist: run the migrations.' },
  '42501': { code: 'permission-denied', retryable: false, message: 'The database user lacks a privilege.' },
  '25006': { code: 'database-refused', retryable: true, message: 'The database server accepts no writes just now.' },
};

/** Errors of the socket beneath the connection, by Node's `code`. */
const SOCKET_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at the address of the database.',
  ECONNRESET: 'The database server broke the connection.',
  EPIPE: 'The database server broke the connection.',
  ETIMEDOUT: 'The database server did not answer in time.',
  ENOTFOUND: 'The host name of the database is not known.',
  EAI_AGAIN: 'The host name of the database could not be looked up just now.',
  EHOSTUNREACH: 'There is no route to the host of the database.',
  ENETUNREACH: 'There is no route to the network of the database.',
  ENOENT: 'The socket of the database does not exist.',
};

/** What `pg` throws itself, without a code. Only its fixed texts are matched; they hold no value. */
const CLIENT_ERRORS = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect/,
  /^timeout expired/,
  /Client has encountered a connection error and is not queryable/,
  /^Client was closed and is not queryable/,
  /^The server does not support SSL/,
];

function textProperty(error: object, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The causes that a fault may be wrapped in (Node's happy-eyeballs connect throws an AggregateError). */
function candidates(error: unknown): readonly object[] {
  if (typeof error !== 'object' || error === null) return [];
  const inner = error instanceof AggregateError ? error.errors.flatMap(candidates) : [];
  return [error, ...inner];
}

function fromSocket(error: object): TranslatedDatabaseError | undefined {
  const code = textProperty(error, 'code');
  const text = code === undefined ? undefined : SOCKET_ERRORS[code];
  if (text !== undefined) return { code: 'database-unreachable', retryable: true, message: text };
  const message = error instanceof Error ? error.message : '';
  if (CLIENT_ERRORS.some((pattern) => pattern.test(message))) {
    return {
      code: 'database-unreachable',
      retryable: true,
      message: 'The connection to the database was lost or not made in time.',
    };
  }
  return undefined;
}

function fromServer(error: object): TranslatedDatabaseError | undefined {
  const sqlState = textProperty(error, 'code');
  if (sqlState === undefined || !/^[0-9A-Z]{5}$/.test(sqlState) || textProperty(error, 'severity') === undefined)
    return undefined;
  const rule = SQL_STATES[sqlState] ?? SQL_STATES[sqlState.slice(0, 2)];
  const names = {
    constraint: textProperty(error, 'constraint'),
    table: textProperty(error, 'table'),
    column: textProperty(error, 'column'),
  };
  const where = Object.entries(names).flatMap(([kind, name]) => (name === undefined ? [] : [`${kind} ${name}`]));
  const text = rule?.message ?? 'The database refused the statement.';
  return {
    code: rule?.code ?? 'database-fault',
    retryable: rule?.retryable ?? false,
    message: `${text} (${[...where, `SQLSTATE ${sqlState}`].join(', ')})`,
    sqlState,
    ...(names.constraint === undefined ? {} : { constraint: names.constraint }),
    ...(names.table === undefined ? {} : { table: names.table }),
    ...(names.column === undefined ? {} : { column: names.column }),
  };
}

/** Says in Clew's words what a database call threw. Never throws; anything unknown is a `database-fault` that is not retried. */
export function translateDatabaseError(error: unknown): TranslatedDatabaseError {
  if (error instanceof DatabaseError) {
    const known = Object.values(SQL_STATES).find((rule) => rule.code === error.code);
    return { code: known?.code ?? 'database-fault', retryable: error.retryable, message: error.message };
  }
  for (const candidate of candidates(error)) {
    const translated = fromServer(candidate) ?? fromSocket(candidate);
    if (translated !== undefined) return translated;
  }
  return {
    code: 'database-fault',
    retryable: false,
    message: 'The call to the database failed for a reason that has no rule here.',
  };
}

/** True for what `pg` or the server throws when the database itself is the trouble, as against our own code. */
export function isDatabaseError(error: unknown): boolean {
  return (
    error instanceof DatabaseError ||
    candidates(error).some((candidate) => fromServer(candidate) !== undefined || fromSocket(candidate) !== undefined)
  );
}
