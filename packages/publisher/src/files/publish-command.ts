// `clew publish FILE`: a file on the command line, with progress, a report for people or programs, and an exit code.
import type { EventName } from '@clew/events';
import { GatewayFault } from '../gateway-client.ts';
import { OutboxError } from '../outbox.ts';
import { createPublisher, type Publisher } from '../publisher.ts';
import type { Fate } from '../wait-until-projected.ts';
import { eventNamed } from './columns.ts';
import { type FileFormat, type FileProgress, type FileSummary, publishFile } from './publish-file.ts';
import { type CommandOutput, ProgressLine, refusalText, retryText } from './report.ts';
import { FileRefused, rowRefusal } from './row.ts';

export interface PublishCommandOptions {
  readonly path: string;
  /** The gateway's URL. */
  readonly gateway: string;
  /** `/departments/{department}/systems/{system}`: for CSV, and for events that do not say. */
  readonly source?: string;
  readonly credential?: string;
  readonly format?: FileFormat;
  /** The event type of every row, such as `hired`. */
  readonly type?: string;
  /** Where refused rows are written. */
  readonly rejects?: string;
  /** How long to wait for a gateway that does not answer, in seconds (default 300). */
  readonly patienceSeconds?: number;
  /** Wait until the careers know the events. */
  readonly wait?: boolean;
  /** One JSON object on standard output instead of text. */
  readonly json?: boolean;
  /** Stops sending (Ctrl-C): what is answered by then is accepted, and is told. */
  readonly signal?: AbortSignal;
}

/** 0: every row accepted. 1: a fault (the gateway or the file). 2: some rows, or the file, were refused. 130: stopped. */
export type PublishExitCode = 0 | 1 | 2 | 130;

const shownRows = 20;
const waitWithinMilliseconds = 300_000;

/** Publishes a file and reports. Never throws for what a user can meet: each has its line and its exit code. */
export async function runPublishCommand(
  options: PublishCommandOptions,
  output: CommandOutput,
): Promise<PublishExitCode> {
  const progress = new ProgressLine(output);
  let publisher: Publisher | undefined;
  let sofar: FileProgress = { rows: 0, accepted: 0, duplicates: 0, refused: 0 };
  try {
    const type = typeOf(options.type);
    const opened = await createPublisher({
      gatewayUrl: options.gateway,
      source: options.source ?? '',
      ...(options.credential === undefined ? {} : { credential: options.credential }),
      retry: { giveUpAfterMilliseconds: (options.patienceSeconds ?? 300) * 1_000 },
      onRetry: (notice) => progress.note(retryText(notice)),
    });
    publisher = opened;
    options.signal?.addEventListener('abort', () => void opened.close(), { once: true });
    const summary = await publishFile({
      path: options.path,
      publisher: opened,
      ...(options.format === undefined ? {} : { format: options.format }),
      ...(type === undefined ? {} : { type }),
      ...(options.source === undefined ? {} : { source: options.source }),
      ...(options.rejects === undefined ? {} : { rejectsPath: options.rejects }),
      onProgress: (counts) => {
        sofar = counts;
        progress.show(`${counts.rows} rows read, ${counts.accepted} accepted, ${counts.refused} refused`);
      },
    });
    const fate = options.wait === true ? await waitFor(opened, summary, progress) : undefined;
    progress.end();
    return report(options, summary, fate, output);
  } catch (fault) {
    progress.end();
    return options.signal?.aborted === true
      ? reportStop(options, sofar, output)
      : reportFailure(options, fault, output);
  } finally {
    await publisher?.close();
  }
}

function typeOf(text: string | undefined): EventName | undefined {
  if (text === undefined) return undefined;
  const type = eventNamed(text);
  if (type !== undefined) return type;
  const remedy = 'See docs/reference/events.md for the event types.';
  throw new FileRefused([rowRefusal('unknown-event-type', '/type', 'The catalogue has no such event type.', remedy)]);
}

function waitFor(publisher: Publisher, summary: FileSummary, progress: ProgressLine): Promise<Fate> {
  return publisher.waitUntilProjected(summary.last, {
    withinMilliseconds: waitWithinMilliseconds,
    onProgress: ({ waiting }) =>
      progress.show(`waiting for the careers: ${waiting} of ${summary.last.length} partitions to go`),
  });
}

function report(
  options: PublishCommandOptions,
  summary: FileSummary,
  fate: Fate | undefined,
  output: CommandOutput,
): PublishExitCode {
  const late = fate !== undefined && fate.waiting.length > 0;
  const exitCode = summary.refused > 0 ? 2 : late ? 1 : 0;
  if (options.json === true) {
    const { last: _, ...rest } = summary;
    output.out(
      `${JSON.stringify({ file: options.path, ...rest, ...(fate === undefined ? {} : { projected: !late }) })}\n`,
    );
    return exitCode;
  }
  const lines = [
    `${countOfRows(summary.rows)}: ${summary.accepted} accepted (${summary.duplicates} known before), ${summary.refused} refused.`,
    ...summary.refusedRows
      .slice(0, shownRows)
      .flatMap(({ row, refusals }) => refusals.map((refusal) => refusalText(row, refusal))),
    ...(summary.refused > shownRows ? [`  … and ${countOfRows(summary.refused - shownRows)} more; by reason:`] : []),
    ...(summary.refused > shownRows ? reasonLines(summary) : []),
    ...(summary.rows === 0 ? ['The file holds no events: was it exported whole?'] : []),
    ...(summary.rejectsPath === null
      ? []
      : [`The refused rows are in ${summary.rejectsPath}: mend them there, and publish that file.`]),
    ...(summary.refused > 0 && options.rejects === undefined
      ? ['With --rejects FILE they are written to a file that can be mended.']
      : []),
    ...(fate === undefined ? [] : [fateText(fate)]),
  ];
  output.out(`${lines.join('\n')}\n`);
  return exitCode;
}

function reasonLines({ refusedByCode }: FileSummary): readonly string[] {
  const counts = Object.entries(refusedByCode).toSorted(([, one], [, other]) => other - one);
  return counts.map(([code, count]) => `  ${code}: ${countOfRows(count)}`);
}

function countOfRows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

function fateText(fate: Fate): string {
  if (fate.waiting.length > 0)
    return 'Not all of them are in the careers yet: the projector is behind, or does not run.';
  return 'All of them have reached the ledger.';
}

function reportStop(options: PublishCommandOptions, sofar: FileProgress, output: CommandOutput): PublishExitCode {
  const { accepted, duplicates, refused } = sofar;
  if (options.json === true) {
    output.out(`${JSON.stringify({ file: options.path, stopped: true, accepted, duplicates, refused })}\n`);
  } else {
    output.error(`Stopped: at least ${countOfRows(accepted)} accepted, ${refused} refused.\n`);
    output.error('Publish the same file again: what was accepted is recognised.\n');
  }
  return 130;
}

function reportFailure(options: PublishCommandOptions, fault: unknown, output: CommandOutput): PublishExitCode {
  if (fault instanceof FileRefused) {
    if (options.json === true) {
      output.out(
        `${JSON.stringify({ file: options.path, rows: 0, accepted: 0, refused: 0, errors: fault.refusals })}\n`,
      );
    } else {
      const lines = fault.refusals.map(({ message, remedy, code }) => `  ${message} ${remedy} (${code})`);
      output.error(`The file is refused, and nothing of it was sent:\n${lines.join('\n')}\n`);
    }
    return 2;
  }
  const { code, message, retryable } = describeFault(fault);
  if (options.json === true)
    output.out(`${JSON.stringify({ file: options.path, fault: { code, message, retryable } })}\n`);
  else
    output.error(
      `${message} (${code})\n${retryable ? 'Publish the same file again: what was accepted is recognised.\n' : ''}`,
    );
  return 1;
}

function describeFault(fault: unknown): {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
} {
  if (fault instanceof GatewayFault) return { code: fault.code, message: fault.message, retryable: fault.retryable };
  if (fault instanceof OutboxError) return { code: fault.code, message: fault.message, retryable: true };
  if (fault instanceof RangeError) return { code: 'invalid-value', message: fault.message, retryable: false };
  const { code, syscall } = Object(fault) as { code?: unknown; syscall?: unknown };
  if (code === 'ENOENT') return { code: 'file-missing', message: 'There is no such file.', retryable: false };
  if (code === 'EACCES' || code === 'EPERM')
    return { code: 'file-unreadable', message: 'The file may not be read or written.', retryable: false };
  if (code === 'EISDIR')
    return { code: 'file-unreadable', message: 'That is a directory, not a file.', retryable: false };
  if (typeof code === 'string' && typeof syscall === 'string') {
    return { code: 'file-fault', message: `The file cannot be read or written: ${code}.`, retryable: false };
  }
  throw fault;
}
