// How a command ends: done, faulty, or refused; and how that is told to people.

/** The exit codes of every command. */
export const exitCodes = { done: 0, fault: 1, refused: 2, stopped: 130 } as const;

/** An input or a request that is refused: the user can mend it. Ends the command with code 2. */
export class Refused extends Error {
  /** Stable, in kebab-case. */
  readonly code: string;
  /** What the user can do. */
  readonly remedy: string;
  /** Further lines, such as one for each mistake. */
  readonly details: readonly string[];

  constructor(code: string, message: string, remedy: string, details: readonly string[] = []) {
    super(message);
    this.name = 'Refused';
    this.code = code;
    this.remedy = remedy;
    this.details = details;
  }
}

/** The command was told to stop (Ctrl-C). Ends it with code 130. */
export class Stopped extends Error {
  constructor() {
    super('Stopped.');
    this.name = 'Stopped';
  }
}

/** An error as people read it: what is wrong and what to do; the stack only where CLEW_DEBUG is set. */
export function describeFailure(failure: unknown, debug: boolean): string {
  const text = failure instanceof Refused ? describeRefused(failure) : describeFault(failure);
  const stack = failure instanceof Error && debug ? `\n${failure.stack ?? ''}` : '';
  return `${text}${stack}\n`;
}

function describeRefused({ message, remedy, details, code }: Refused): string {
  return [`Refused: ${message} (${code})`, ...details.map((line) => `  ${line}`), remedy].filter(Boolean).join('\n');
}

function describeFault(failure: unknown): string {
  if (!(failure instanceof Error)) return 'A fault without a message.';
  if (failure instanceof Stopped) return failure.message;
  const lines: unknown = Reflect.get(failure, 'lastLines');
  const last = Array.isArray(lines) && lines.length > 0 ? ['Its last lines:', ...lines.map((line) => `  ${line}`)] : [];
  const hint = process.env['CLEW_DEBUG'] === undefined ? ['Set CLEW_DEBUG=1 to see where it came from.'] : [];
  return [failure.message || failure.name, ...last, ...hint].join('\n');
}

/** The exit code of a failure. */
export function exitCodeOf(failure: unknown): number {
  if (failure instanceof Refused) return exitCodes.refused;
  return failure instanceof Stopped ? exitCodes.stopped : exitCodes.fault;
}
