// `clew staff-numbers FILE.csv` and `clew staff-number resolve`: with progress, a report for people or programs, and an exit code.
import { defaultRetryPolicy } from '../deliver.ts';
import type { PublishExitCode } from '../files/publish-command.ts';
import { type CommandOutput, ProgressLine, refusalText, retryText } from '../files/report.ts';
import { FileRefused } from '../files/row.ts';
import { type IdServiceAddress, IdServiceFault, resolveNumber } from './id-service-client.ts';
import { type NumberingSummary, numberPeople } from './number-people.ts';

export interface IdServiceCommandOptions {
  /** The ID service's URL. */
  readonly idService: string;
  readonly credential?: string;
  /** How long to wait for a service that does not answer, in seconds (default 300). */
  readonly patienceSeconds?: number;
  /** One JSON object on standard output instead of text. */
  readonly json?: boolean;
  readonly signal: AbortSignal;
}

export interface StaffNumbersCommandOptions extends IdServiceCommandOptions {
  readonly path: string;
  /** Where the numbered rows go; `FILE.numbered.csv` unless stated. */
  readonly out?: string;
  readonly rejects?: string;
  /** The department of every row, where no column says it. */
  readonly department?: string;
  /** Leaves out who the people are: what is left can be published as it is. */
  readonly withoutPersonalData?: boolean;
}

const shownRows = 20;

/** Numbers the people of a sheet and reports. Exit codes as of `clew publish`. Throws only where it was stopped, or for a fault of ours. */
export async function runStaffNumbersCommand(
  options: StaffNumbersCommandOptions,
  output: CommandOutput,
): Promise<PublishExitCode> {
  const progress = new ProgressLine(output);
  try {
    const summary = await numberPeople({
      path: options.path,
      outPath: options.out ?? outPathOf(options.path),
      rejectsPath: options.rejects,
      department: options.department,
      withoutPersonalData: options.withoutPersonalData,
      service: addressOf(options, progress),
      onProgress: ({ rows, issued, existing, refused }) =>
        progress.show(`${rows} rows: ${issued} issued, ${existing} known before, ${refused} refused`),
    });
    progress.end();
    output.out(options.json === true ? `${JSON.stringify({ file: options.path, ...summary })}\n` : textOf(summary));
    return summary.refused > 0 ? 2 : 0;
  } catch (fault) {
    progress.end();
    return reportFault(fault, options, output);
  }
}

/** Tells what a staff number stands for. Exit codes: 2 for one that is mistyped or was never issued, 1 for a fault. */
export async function runResolveCommand(
  number: string,
  options: IdServiceCommandOptions,
  output: CommandOutput,
): Promise<PublishExitCode> {
  const progress = new ProgressLine(output);
  try {
    const { asked: _, ...resolution } = await resolveNumber(addressOf(options, progress), number);
    const lines = Object.entries(resolution).map(([name, value]) => `${name.padEnd(14)} ${String(value)}\n`);
    output.out(options.json === true ? `${JSON.stringify(resolution)}\n` : lines.join(''));
    return 0;
  } catch (fault) {
    return reportFault(fault, options, output);
  }
}

/** `joiners.csv` becomes `joiners.numbered.csv`. */
export function outPathOf(path: string): string {
  return `${path.replace(/\.csv$/i, '')}.numbered.csv`;
}

function addressOf(options: IdServiceCommandOptions, progress: ProgressLine): IdServiceAddress {
  return {
    url: options.idService,
    credential: options.credential,
    retry: { ...defaultRetryPolicy, giveUpAfterMilliseconds: (options.patienceSeconds ?? 300) * 1_000 },
    signal: options.signal,
    onRetry: (notice) => progress.note(retryText(notice)),
  };
}

function textOf(summary: NumberingSummary): string {
  const { rows, issued, existing, refused, withoutNationalInsuranceNumber: without, out, rejectsPath } = summary;
  const lines = [
    `${rows === 1 ? '1 row' : `${rows} rows`}: ${issued} numbers issued, ${existing} known before, ${refused} refused.`,
    ...summary.refusedRows
      .slice(0, shownRows)
      .flatMap(({ row, refusals }) => refusals.map((refusal) => refusalText(row, refusal))),
    ...(refused > shownRows ? [`  … and ${refused - shownRows} more refused rows`] : []),
    ...(rows === 0 ? ['The file holds no people: was it exported whole?'] : []),
    `The rows with their staff numbers are in ${out}.`,
    ...(refused > 0 ? ['Mend the refused rows and run it again: whoever has a number keeps it.'] : []),
    ...(rejectsPath === null ? [] : [`The refused rows are also in ${rejectsPath}, with the reasons.`]),
    ...(without > 0
      ? [
          `${without} had no National Insurance number: they are recognised by department and local employee number alone,`,
          'so a move to another department would give them a second staff number.',
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function reportFault(fault: unknown, options: IdServiceCommandOptions, output: CommandOutput): PublishExitCode {
  if (options.signal.aborted) throw fault;
  if (fault instanceof FileRefused) {
    const lines = fault.refusals.map(({ message, remedy, code }) => `  ${message} ${remedy} (${code})`);
    if (options.json === true) output.out(`${JSON.stringify({ rows: 0, refused: 0, errors: fault.refusals })}\n`);
    else output.error(`The file is refused, and nobody was numbered:\n${lines.join('\n')}\n`);
    return 2;
  }
  const { code, message, retryable, isRefusal } = describe(fault);
  if (options.json === true) output.out(`${JSON.stringify({ fault: { code, message, retryable } })}\n`);
  else output.error(`${message} (${code})\n${retryable ? 'Run it again: whoever has a number keeps it.\n' : ''}`);
  return isRefusal ? 2 : 1;
}

interface Described {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly isRefusal: boolean;
}

function describe(fault: unknown): Described {
  if (fault instanceof IdServiceFault) {
    const { code, message, retryable, status } = fault;
    return { code, message, retryable, isRefusal: status === 400 || status === 404 };
  }
  const { code, syscall } = Object(fault) as { code?: unknown; syscall?: unknown };
  if (typeof code !== 'string' || typeof syscall !== 'string') throw fault;
  const message =
    code === 'ENOENT' ? 'There is no such file or folder.' : `The file cannot be read or written: ${code}.`;
  return { code: code === 'ENOENT' ? 'file-missing' : 'file-fault', message, retryable: false, isRefusal: false };
}
