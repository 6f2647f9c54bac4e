// Accepted records become events and careers: people and organisations folded first, so that a fold that fails parks, and nothing else.
import type { PoolClient } from '@clew/database';
import { writeCareers } from './career-writing.ts';
import { type LedgerContext, tableOf } from './context.ts';
import { copyLines } from './copy.ts';
import type { PersonedEvent } from './events-table.ts';
import { historiesOfSubjects } from './history.ts';
import { type AcceptedRecord, projectionFailed } from './intake.ts';
import { foldSubject, organisationColumns, roleRelocationColumns, type SubjectRows } from './organisations.ts';
import { type ProjectedCareer, projectPeople } from './projection.ts';
import type { ToPark } from './sorting.ts';

export interface Recording {
  /** The events to be inserted. */
  readonly recorded: readonly PersonedEvent[];
  /** The records whose fold failed. */
  readonly failed: readonly ToPark[];
  readonly careers: readonly ProjectedCareer[];
  readonly rowsWritten: number;
}

/** Folds and writes everything that follows from accepted records; the events themselves are left to the caller. */
export async function recordAccepted(
  client: PoolClient,
  context: LedgerContext,
  accepted: readonly AcceptedRecord[],
): Promise<Recording> {
  const ofPeople = accepted.filter((each) => each.aboutPerson);
  const ofSubjects = accepted.filter((each) => !each.aboutPerson);
  const { people, careers, faults } = await projectPeople(client, context, ofPeople);
  const subjectFaults = await projectSubjects(client, context, ofSubjects);
  const failing = (each: AcceptedRecord): boolean =>
    (each.aboutPerson ? faults : subjectFaults).has(each.recorded.event.subject);
  const written = await writeCareers(client, context, careers);
  const recorded = accepted
    .filter((each) => !failing(each))
    .map((each) => ({ ...each, personId: people.get(each.recorded.event.subject)?.personId ?? null }));
  const failed = accepted.filter(failing).map((each) => parkFailed(each, faults, subjectFaults));
  return { recorded, failed, careers, rowsWritten: written.deleted + written.inserted };
}

function parkFailed(
  { record, recorded: { event } }: AcceptedRecord,
  ...faults: readonly ReadonlyMap<string, string>[]
): ToPark {
  const detail = faults.map((each) => each.get(event.subject)).find((each) => each !== undefined);
  const message = `${projectionFailed.message} (${detail ?? 'unknown fault'})`;
  const refusal = { ...projectionFailed, message };
  return { record, refusal, eventId: event.id, blocks: true, discardedBecause: null };
}

/** Refolds organisations and roles. Their topic has one partition, so the lock on its position keeps everybody else out. */
async function projectSubjects(
  client: PoolClient,
  context: LedgerContext,
  accepted: readonly AcceptedRecord[],
): Promise<ReadonlyMap<string, string>> {
  const faults = new Map<string, string>();
  const bySubject = Map.groupBy(accepted, (each) => each.recorded.event.subject);
  const histories = await historiesOfSubjects(client, context, [...bySubject.keys()]);
  const rows: SubjectRows[] = [];
  const subjects: string[] = [];
  for (const [subject, own] of bySubject) {
    const history = histories.get(subject) ?? { events: [] };
    try {
      if ('fault' in history) throw new Error(history.fault);
      rows.push(foldSubject(subject, [...history.events, ...own.map((each) => each.recorded)]));
      subjects.push(subject);
    } catch (fault) {
      faults.set(subject, fault instanceof Error ? fault.name : 'unknown fault');
    }
  }
  if (subjects.length === 0) return faults;
  const [organisation, relocation] = [tableOf(context, 'organisation'), tableOf(context, 'role_relocation')];
  await client.query(`DELETE FROM ${organisation} WHERE code = ANY ($1::text[])`, [subjects]);
  await client.query(`DELETE FROM ${relocation} WHERE role = ANY ($1::text[])`, [subjects]);
  await copyLines(
    client,
    organisation,
    organisationColumns,
    rows.flatMap((each) => each.organisation),
  );
  await copyLines(
    client,
    relocation,
    roleRelocationColumns,
    rows.flatMap((each) => each.roleRelocation),
  );
  return faults;
}
