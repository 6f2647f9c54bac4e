// What `clew import ifg` does: files to people and facts, staff numbers, events through the gateway, and the report from the database.
import { randomUUID } from 'node:crypto';
import { createPool } from '@clew/database';
import {
  type CareerCounts,
  countFeedCareers,
  type Derivation,
  deriveFeed,
  describeImportRefusal,
  eventOf,
  feedDepartment,
  feedSource,
  type IfgTables,
  type ImportRefusal,
  readIfgFolder,
  readIfgTables,
} from '@clew/ifg';
import { openLedger } from '@clew/ledger';
import { openLog, type Stack } from '@clew/local-stack';
import { Refused } from './failure.ts';
import { describeImport } from './import-report.ts';
import type { SharedOptions } from './options.ts';
import { homeOf, withStack } from './place.ts';
import { waitForProjection } from './projection.ts';
import { type PublishedCounts, publishEvents } from './publish-events.ts';
import { askForStaffNumbers, batchesOf, type KeyedRequest } from './staff-numbers.ts';
import { formatCount, Progress, print, printJson, terminalWidth } from './terminal.ts';

/** What `--json` prints. */
export interface ImportReport extends CareerCounts {
  /** Of all careers of the ledger; a rebuild must give the same. */
  readonly digest: string;
  readonly refusedAppointments: readonly RefusedRow[];
  readonly refusedSpans: readonly RefusedRow[];
  readonly published: PublishedCounts;
}

interface RefusedRow {
  readonly id: string;
  readonly personId: string;
  readonly code: string;
  readonly reason: string;
  readonly file: string | null;
  readonly line: number | null;
}

/** Runs the command. */
export async function importIfg(options: SharedOptions & { readonly dir: string }): Promise<void> {
  const progress = new Progress();
  const tables = await readMinisters(options.dir);
  const report = await withStack(
    { home: homeOf(options.home), progress, services: ['id-service', 'gateway', 'projector'] },
    (stack, signal) => importMinisters(tables, stack, progress, signal),
  );
  if (options.json === true) printJson(report);
  else print(describeImport(report, terminalWidth()));
}

/** Reads and checks the files. Refuses, with every mistake named, where they are not what they should be. */
export async function readMinisters(directory: string): Promise<IfgTables> {
  const read = await readIfgFolder(directory);
  if (!read.ok) throw refusedFiles(read.refusals);
  const result = readIfgTables(read.texts);
  if (!result.ok) throw refusedFiles(result.refusals);
  return result.tables;
}

function refusedFiles(refusals: readonly ImportRefusal[]): Refused {
  const [first] = refusals;
  const shown = refusals.slice(0, 20).map(describeImportRefusal);
  const more = refusals.length > shown.length ? [`and ${refusals.length - shown.length} more`] : [];
  const remedy = 'Nothing was imported. Mend the files, or download them again.';
  return new Refused(first?.code ?? 'unreadable-file', 'The ministers database cannot be read.', remedy, [
    ...shown,
    ...more,
  ]);
}

/**
 * Imports into a running stack and reports once everything is projected.
 * `inOrder` gives the order in which the facts are sent: the careers do not depend on it, which a test shows with shuffles.
 */
export async function importMinisters(
  tables: IfgTables,
  stack: Stack,
  progress: Progress,
  signal: AbortSignal,
  inOrder: (facts: Derivation['facts']) => Derivation['facts'] = (facts) => facts,
): Promise<ImportReport> {
  const feed = deriveFeed(tables);
  progress.step(`${formatCount(feed.people.length)} people and ${formatCount(feed.facts.length)} facts read`);
  const staffNumbers = await numberPeople(feed, stack.url('id-service'), progress);
  const published = await publishEvents({
    gatewayUrl: stack.url('gateway'),
    source: feedSource,
    events: inOrder(feed.facts).map((fact) => eventOf(fact, staffNumbers)),
    onProgress: (sent) =>
      progress.passing(`${formatCount(sent)} of ${formatCount(feed.facts.length)} events published`),
    signal,
    onWait: (reason) => progress.step(`waiting for the gateway: ${reason}`),
  });
  const { accepted, duplicates, refused } = published;
  progress.step(
    `${formatCount(accepted)} events accepted, ${formatCount(duplicates)} of them there before, ${refused} refused`,
  );
  return reportWhenProjected(tables, published, [...new Set(staffNumbers.values())], stack, progress, signal);
}

async function reportWhenProjected(
  tables: IfgTables,
  published: PublishedCounts,
  staffNumbers: readonly string[],
  stack: Stack,
  progress: Progress,
  signal: AbortSignal,
): Promise<ImportReport> {
  const pool = createPool({
    connectionString: stack.databaseUrl,
    applicationName: 'clew-import',
    maximumConnections: 4,
  });
  const log = openLog(stack);
  try {
    const onProgress = (done: number, total: number): void =>
      progress.passing(`${formatCount(done)} of ${formatCount(total)} records projected`);
    await waitForProjection({ pool, log, staffNumbers, signal, onProgress });
    progress.step('everything is projected');
    const refusedRows = (rows: IfgTables['refusedAppointments']): readonly RefusedRow[] =>
      rows.map(({ id, personId, refusal: { code, message, file, line } }) => ({
        id,
        personId,
        code,
        reason: message,
        file,
        line,
      }));
    return {
      ...(await countFeedCareers(pool)),
      digest: await openLedger({ pool }).digest(),
      refusedAppointments: refusedRows(tables.refusedAppointments),
      refusedSpans: refusedRows(tables.refusedSpans),
      published,
    };
  } finally {
    await log.close();
    await pool.end();
  }
}

/**
 * A staff number for each person. The first name asks for it; the later names follow in a second round, so that they find the
 * number by the department's own number for the person, as a change of name does.
 */
async function numberPeople(feed: Derivation, url: string, progress: Progress): Promise<ReadonlyMap<string, string>> {
  const run = randomUUID();
  const requests = feed.people.flatMap(({ id, names }) => names.map((name, nth) => ({ id, nth, name })));
  const staffNumbers = new Map<string, string>();
  for (const round of [requests.filter(({ nth }) => nth === 0), requests.filter(({ nth }) => nth > 0)]) {
    for (const batch of batchesOf(round)) {
      const asked = batch.map(({ id, nth, name }): KeyedRequest => {
        const idempotencyKey = `ifg-${run}-${id}-${nth}`;
        return { idempotencyKey, ...name, department: feedDepartment, localEmployeeNumber: id };
      });
      const answers = await askForStaffNumbers(url, asked);
      for (const [index, answer] of answers.entries()) take(batch[index]?.id ?? '', answer, staffNumbers);
      progress.passing(`${formatCount(staffNumbers.size)} staff numbers`);
    }
  }
  progress.step(`${formatCount(staffNumbers.size)} staff numbers for ${formatCount(requests.length)} names`);
  return staffNumbers;
}

function take(
  personId: string,
  answer: Awaited<ReturnType<typeof askForStaffNumbers>>[number],
  into: Map<string, string>,
): void {
  if (answer.outcome === 'refused') {
    const details = [`person ${personId}: ${answer.code}`];
    throw new Refused('staff-number-refused', 'The ID service refused a person.', 'Nothing was published.', details);
  }
  const known = into.get(personId);
  if (known !== undefined && known !== answer.staffNumber) {
    throw new Error('the ID service gave two names of one person two numbers');
  }
  into.set(personId, answer.staffNumber);
}
