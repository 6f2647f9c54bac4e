// A second, independent reading of the ministers database: it walks through every day of every person and counts what changes.
// Nothing of @clew/ifg is used, so that a mistake there is not repeated here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Row = Readonly<Record<string, string>>;

function readTable(directory: string, file: string): readonly Row[] {
  const text = readFileSync(join(directory, file), 'utf8')
    .replace(/^\uFEFF/, '')
    .trimEnd();
  const [header = [], ...rows] = text.split(/\r?\n/).map(cellsOf);
  return rows.map((cells) => Object.fromEntries(header.map((column, index) => [column, cells[index] ?? ''])));
}

/** Cells of a line; the files hold no line breaks within quotes. */
function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

const dayOf = (date: string): number => Date.parse(date) / 86_400_000;

interface Appointment {
  readonly id: string;
  readonly post: string;
  readonly organisation: string;
  readonly rank: number;
  readonly from: number;
  readonly until: number;
}

/** The numbers that the import's report must show. */
export function countIndependently(directory: string) {
  const posts = new Map(readTable(directory, 'post.csv').map((row) => [row['id'], row]));
  const refused = new Set<string>();
  const byPerson = new Map<string, Appointment[]>();
  for (const {
    id = '',
    person_id: person = '',
    post_id: post = '',
    start_date: start = '',
    end_date: end = '',
  } of readTable(directory, 'appointment.csv')) {
    const { organisation_id: organisation = '', rank_equivalence_value: rank } = posts.get(post) ?? {};
    const [from, until] = [dayOf(start), end === '' ? Number.POSITIVE_INFINITY : dayOf(end)];
    if (until <= from) refused.add(id);
    else
      byPerson.set(person, [
        ...(byPerson.get(person) ?? []),
        { id, post, organisation, rank: Number(rank), from, until },
      ]);
  }
  const links = readTable(directory, 'organisation_link.csv').map((row) => ({
    pair: `${row['predecessor_organisation_id']} ${row['successor_organisation_id']}`,
    first: dayOf(row['link_start_date'] ?? ''),
    last: dayOf(row['link_end_date'] ?? ''),
  }));
  const moves = {
    hired: 0,
    returned: 0,
    exited: 0,
    transferredByChoice: 0,
    transferredByMachineryOfGovernment: 0,
    promoted: 0,
    regraded: 0,
    postingChanged: 0,
  };
  let inPostAtEnd = 0;
  for (const appointments of byPerson.values()) {
    let yesterday: Appointment | undefined;
    let hasServed = false;
    const first = Math.min(...appointments.map(({ from }) => from));
    // One day past everything that ends, and past everything that starts.
    const last = Math.max(
      ...appointments.map(({ from, until }) => (until === Number.POSITIVE_INFINITY ? from : until)),
    );
    for (let day = first; day <= last; day += 1) {
      const today = bestOn(appointments, day);
      if (today === undefined) {
        if (yesterday !== undefined) moves.exited += 1;
      } else if (yesterday === undefined) moves[hasServed ? 'returned' : 'hired'] += 1;
      else if (today.organisation !== yesterday.organisation) {
        const pair = `${yesterday.organisation} ${today.organisation}`;
        const isReorganised = links.some((link) => link.pair === pair && link.first <= day && day <= link.last);
        moves[isReorganised ? 'transferredByMachineryOfGovernment' : 'transferredByChoice'] += 1;
      }
      if (today !== undefined && yesterday !== undefined) {
        if (today.rank !== yesterday.rank) moves[today.rank < yesterday.rank ? 'promoted' : 'regraded'] += 1;
        else if (today.organisation === yesterday.organisation && today.post !== yesterday.post)
          moves.postingChanged += 1;
      }
      hasServed ||= today !== undefined;
      yesterday = today;
    }
    if (yesterday !== undefined) inPostAtEnd += 1;
  }
  const spans = readTable(directory, 'appointment_characteristics.csv').filter(
    (row) => !refused.has(row['appointment_id'] ?? ''),
  );
  return {
    people: new Set(readTable(directory, 'person.csv').map((row) => row['id'])).size,
    moves,
    temporaryPromotions: spans.filter((row) => row['is_acting'] === 'True').length,
    absences: spans.filter((row) => row['is_on_leave'] === 'True').length,
    inPostAtEnd,
    refusedAppointments: [...refused].toSorted(),
  };
}

function bestOn(appointments: readonly Appointment[], day: number): Appointment | undefined {
  let best: Appointment | undefined;
  for (const each of appointments) {
    if (day < each.from || day >= each.until) continue;
    const isBetter =
      best === undefined ||
      each.rank < best.rank ||
      (each.rank === best.rank && (each.from > best.from || (each.from === best.from && each.id < best.id)));
    if (isBetter) best = each;
  }
  return best;
}
