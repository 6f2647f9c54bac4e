// Reads a table of Civil Service Statistics, the CSV of the Cabinet Office's data browser, into rows.

/** The four populations that the tables count. */
export type OfficialStatus = 'In post' | 'Leaver CS' | 'Leaver Dept.' | 'New entrant CS';

export interface OfficialRow {
  readonly status: OfficialStatus;
  /** The values of the breakdowns, in the order of the columns between Year and Headcount. */
  readonly keys: readonly string[];
  /** Rounded to 5 by the publisher; null where it is suppressed (`[c]`). */
  readonly headcount: number | null;
}

const statuses: readonly string[] = ['In post', 'Leaver CS', 'Leaver Dept.', 'New entrant CS'];

/** Splits CSV text into records of cells: quoted cells, doubled quotes, line breaks within quotes. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(index + 1) === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') {
      cells.push(cell);
      records.push(cells);
      cells = [];
      cell = '';
    } else if (character !== '\r') cell += character;
  }
  if (cell !== '' || cells.length > 0) records.push([...cells, cell]);
  return records;
}

/**
 * The rows of a table; the notes below it are left out.
 * Throws an Error that names what is missing where the text is no such table.
 */
export function readOfficialTable(text: string): { readonly columns: readonly string[]; readonly rows: OfficialRow[] } {
  const [header, ...records] = parseCsv(text.replace(/^\uFEFF/, ''));
  const headcountColumn = header?.indexOf('Headcount') ?? -1;
  if (header === undefined || header[0] !== 'Status' || header[1] !== 'Year' || headcountColumn < 3) {
    throw new Error('not a table of Civil Service Statistics: its header must begin Status, Year and have Headcount');
  }
  const rows = records
    .filter((record) => statuses.includes(record[0] ?? '') && /^\d{4}$/.test(record[1] ?? ''))
    .map((record) => ({
      status: record[0] as OfficialStatus,
      keys: record.slice(2, headcountColumn),
      headcount: /^\d+$/.test(record[headcountColumn] ?? '') ? Number(record[headcountColumn]) : null,
    }));
  return { columns: header.slice(2, headcountColumn), rows };
}
