// What `clew career` does.
import { formatStaffNumber, parseStaffNumber } from '@clew/events';
import { careerText } from './career-view.ts';
import { Refused } from './failure.ts';
import type { SharedOptions } from './options.ts';
import { organisationCodes, readOrganisationNames, withOrganisationNames } from './organisation-names.ts';
import { homeOf, withLedger } from './place.ts';
import { print, printJson, terminalWidth } from './terminal.ts';

export interface ShowCareerOptions extends SharedOptions {
  readonly knownAt?: string;
}

/** Prints one career. Refuses a number with a wrong check character, and one of which nothing is recorded. */
export async function showCareer(written: string, options: ShowCareerOptions): Promise<void> {
  const staffNumber = parseStaffNumber(written);
  if (typeof staffNumber !== 'string') {
    const wrong =
      staffNumber.mistake === 'staff-number-shape' ? 'is not shaped like one' : 'has a wrong check character';
    throw new Refused(staffNumber.mistake, `The staff number ${wrong}.`, 'Copy it again; it looks like K4T-9WM-2H7K.');
  }
  const { knownAt } = options;
  const found = await withLedger(homeOf(options.home), async (ledger, { databaseUrl }) => {
    const read = await ledger.readCareer(staffNumber, knownAt === undefined ? {} : { knownAt });
    if (read === undefined || options.json === true) return { read, names: [] };
    return { read, names: await readOrganisationNames(databaseUrl, organisationCodes(read.career)) };
  });
  const { read, names } = found;
  if (read === undefined) {
    const when = knownAt === undefined ? '' : ` as known at ${knownAt}`;
    throw new Refused('staff-number-unknown', `Nothing is recorded of this staff number${when}.`, 'Check the number.');
  }
  if (options.json === true) printJson({ ...read, printed: formatStaffNumber(staffNumber) });
  else print(careerText({ ...read, career: withOrganisationNames(read.career, names) }, terminalWidth()));
}
