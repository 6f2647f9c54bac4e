// clew staff-numbers and clew staff-number: who somebody is, for departments that have no program to ask with.
import { type Command, Option } from 'commander';
import { addSharedOptions, type SharedOptions, wholeNumber } from '../options.ts';

export interface IdServiceOptions extends SharedOptions {
  readonly idService?: string;
  readonly credential?: string;
  readonly patience?: number;
}

export interface StaffNumbersOptions extends IdServiceOptions {
  readonly out?: string;
  readonly rejects?: string;
  readonly department?: string;
  readonly personalData: boolean;
}

export function registerStaffNumbers(program: Command): void {
  addIdServiceOptions(
    program
      .command('staff-numbers')
      .description('find or issue the staff numbers of the people in a CSV file, and write them beside the rows')
      .argument('<file>', 'FILE.csv')
      .option('--out <file>', 'where the numbered rows go (default: FILE.numbered.csv)')
      .option('--rejects <file>', 'write refused rows there, with the reasons')
      .option('--department <code>', 'whose people these are, where no column says it')
      .option('--no-personal-data', 'leave out the columns that say who somebody is: the result can then be published'),
  )
    .addHelpText(
      'after',
      `
Columns: givenNames, familyName, department, localEmployeeNumber; and, where they are known, dateOfBirth (2001-12-31) and
nationalInsuranceNumber. All other columns are kept as they are. Whoever has a staff number keeps it, so running it again is safe.
The files hold personal data: they are written for your own user alone.
Ends with code 2 where some rows were refused (the others have their numbers), 1 where the ID service cannot be reached.
See docs/how-to/publish-from-a-spreadsheet.md.

Examples:
  $ npm run -s clew -- staff-numbers joiners.csv
  $ npm run -s clew -- staff-numbers joiners.csv --department hm-treasury --no-personal-data --out hired.csv`,
    )
    .action(async (file: string, options: StaffNumbersOptions) => {
      const { staffNumbersOfCommand } = await import('../number-people.ts');
      await staffNumbersOfCommand(file, options);
    });
  registerResolve(program);
}

function registerResolve(program: Command): void {
  const group = program.command('staff-number').description('a staff number: what it stands for');
  addIdServiceOptions(
    group
      .command('resolve')
      .description('tell whether a staff number was issued, and which number its person has today')
      .argument('<staff-number>', 'in any spelling: K4T-9WM-2H7K, k4t9wm2h7k'),
  )
    .addHelpText(
      'after',
      `
Ends with code 2 where the number is mistyped or was never issued.

Examples:
  $ npm run -s clew -- staff-number resolve K4T-9WM-2H7K`,
    )
    .action(async (number: string, options: IdServiceOptions) => {
      const { resolveOfCommand } = await import('../number-people.ts');
      await resolveOfCommand(number, options);
    });
}

function addIdServiceOptions(command: Command): Command {
  return addSharedOptions(
    command
      .option('--id-service <url>', 'the ID service (default: the one that runs here, else one is started)')
      .addOption(
        new Option('--credential <token>', 'the bearer token, where it asks for one').env('CLEW_ID_SERVICE_TOKEN'),
      )
      .option('--patience <seconds>', 'how long to wait for a service that does not answer', wholeNumber(0, 86_400)),
  );
}
