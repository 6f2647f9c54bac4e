// What `clew generate` does: @clew/synthetic does it all.
import { runGenerateCommand } from '@clew/synthetic';
import type { GenerateOptions } from './commands/generate.ts';

/** Generates, and leaves the exit code of the generator. */
export async function generateOfCommand(options: GenerateOptions): Promise<void> {
  const { people, years, seed, effects, endDate, out, truth, order, check, json } = options;
  process.exitCode = await runGenerateCommand({
    people,
    years,
    seed,
    ...(effects === undefined ? {} : { effectsFile: effects }),
    ...(endDate === undefined ? {} : { endDate }),
    ...(out === undefined ? {} : { out }),
    ...(truth === undefined ? {} : { truthFile: truth }),
    ...(order === undefined ? {} : { order }),
    ...(check === undefined ? {} : { checkDirectory: check }),
    ...(json === true ? { json } : {}),
    standardOutput: process.stdout,
    standardError: process.stderr,
  });
}
