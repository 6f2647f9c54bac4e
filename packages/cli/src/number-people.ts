// What `clew staff-numbers` and `clew staff-number resolve` do: find or start an ID service, and let @clew/publisher do the rest.
import { readLiveStack } from '@clew/local-stack';
import { runResolveCommand, runStaffNumbersCommand } from '@clew/publisher';
import type { IdServiceOptions, StaffNumbersOptions } from './commands/staff-numbers.ts';
import { homeOf, interruptible, present, withStack } from './place.ts';
import { Progress } from './terminal.ts';

const output = {
  out: (text: string): void => void process.stdout.write(text),
  error: (text: string): void => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
};

/** Numbers the people of a file and leaves the exit code. */
export async function staffNumbersOfCommand(path: string, options: StaffNumbersOptions): Promise<void> {
  const { out, rejects, department } = options;
  process.exitCode = await withIdService(options, (idService, signal) =>
    runStaffNumbersCommand(
      {
        ...sharedOf(options, idService, signal),
        path,
        ...(out === undefined ? {} : { out }),
        ...(rejects === undefined ? {} : { rejects }),
        ...(department === undefined ? {} : { department }),
        withoutPersonalData: !options.personalData,
      },
      output,
    ),
  );
}

/** Prints what a staff number stands for and leaves the exit code. */
export async function resolveOfCommand(number: string, options: IdServiceOptions): Promise<void> {
  process.exitCode = await withIdService(options, (idService, signal) =>
    runResolveCommand(number, sharedOf(options, idService, signal), output),
  );
}

function sharedOf({ credential, patience, json }: IdServiceOptions, idService: string, signal: AbortSignal) {
  return {
    idService,
    signal,
    json: json === true,
    ...(credential === undefined ? {} : { credential }),
    ...(patience === undefined ? {} : { patienceSeconds: patience }),
  };
}

/** Gives the work the address that was named, else the ID service that runs here, else one of its own. */
async function withIdService<Result>(
  options: IdServiceOptions,
  work: (url: string, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const home = homeOf(options.home);
  const named = options.idService ?? present(process.env['CLEW_ID_SERVICE_URL']);
  const url = named ?? (await readLiveStack(home))?.services['id-service']?.url;
  if (url !== undefined) return interruptible((signal) => work(url, signal));
  return withStack({ home, progress: new Progress(), services: ['id-service'] }, (stack, signal) =>
    work(stack.url('id-service'), signal),
  );
}
