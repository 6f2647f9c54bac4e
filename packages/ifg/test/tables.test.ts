// Reading the files: what is taken, what is set aside by name, and what refuses the whole import.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEvent, encodeEvent, staffNumberCheckCharacter } from '@clew/events';
import { describe, expect, test } from 'vitest';
import {
  deriveFeed,
  deterministicEventId,
  eventOf,
  type IfgFileName,
  type IfgTables,
  type IfgTexts,
  organisationCodes,
  readIfgFolder,
  readIfgTables,
  splitName,
} from '../src/index.ts';
import { smallDatabase } from './small-database.ts';

function tables(texts: IfgTexts = smallDatabase): IfgTables {
  const result = readIfgTables(texts);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.tables;
}

function spoiled(file: IfgFileName, from: string, to: string): readonly string[] {
  expect(smallDatabase[file]).toContain(from);
  const result = readIfgTables({ ...smallDatabase, [file]: smallDatabase[file].replace(from, to) });
  return result.ok ? [] : result.refusals.map(({ code, line, column }) => `${code} ${line} ${column}`);
}

describe('refusals', () => {
  test.each<[IfgFileName, string, string, string]>([
    ['appointment.csv', 'start_date,end_date', 'start_date,ending', 'missing-column 1 end_date'],
    ['appointment.csv', '2000-01-01', '2000-02-30', 'invalid-date 2 start_date'],
    ['appointment.csv', '2000-01-01', '01/02/2000', 'invalid-date 2 start_date'],
    ['appointment.csv', '2000-01-01', '', 'missing-value 2 start_date'],
    ['appointment.csv', 'a1,p1', 'a1,p9', 'unknown-reference 2 person_id'],
    ['appointment.csv', 'p1,t1', 'p1,t9', 'unknown-reference 2 post_id'],
    ['appointment.csv', 'a2,', 'a1,', 'duplicate-id null id'],
    ['appointment.csv', 'a1,p1,t1,2000-01-01,2000-06-01', 'a1,p1,t1', 'row-shape 2 null'],
    [
      'appointment_characteristics.csv',
      'c1,a1,Full cabinet,False',
      'c1,a1,Full cabinet,no',
      'invalid-value 2 is_acting',
    ],
    ['post.csv', 'MoS,4', 'MoS,9', 'invalid-value 2 rank_equivalence_value'],
    ['post.csv', 't1,,o1', 't1,,', 'missing-value 2 organisation_id'],
    ['person.csv', 'Beta,F,,', 'Beta,X,,', 'invalid-value 2 gender'],
    ['organisation_link.csv', 'k1,o1,o2,Demerger', 'k1,o1,o2,Divorce', 'invalid-value 2 type'],
    ['organisation_link.csv', '2010-01-01,2010-01-03', '2010-01-03,2010-01-01', 'invalid-date 4 link_end_date'],
    ['event.csv', 'id,name', '"id,name', 'unreadable-file 2 null'],
  ])('%s: %j as %j gives %s', (file, from, to, expected) => {
    expect(spoiled(file, from, to)).toContain(expected);
  });

  test('every mistake is named at once, and none repeats what was written', () => {
    const result = readIfgTables({
      ...smallDatabase,
      'appointment.csv': smallDatabase['appointment.csv'].replaceAll('2000-06-01', 'Secret Name'),
    });
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.refusals.map(({ line, column }) => [line, column])).toEqual([
      [2, 'end_date'],
      [3, 'start_date'],
    ]);
    expect(JSON.stringify(result.refusals)).not.toContain('Secret');
  });

  test('a folder that lacks files names each of them; one that is absent is named itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clew-ifg-'));
    try {
      await writeFile(join(folder, 'person.csv'), smallDatabase['person.csv']);
      await writeFile(join(folder, 'post.csv'), Buffer.from([0x69, 0x64, 0xff, 0xfe]));
      const partial = await readIfgFolder(folder);
      expect(partial.ok ? [] : partial.refusals.map(({ code, file }) => `${code} ${file}`).toSorted()).toEqual([
        'missing-file appointment.csv',
        'missing-file appointment_characteristics.csv',
        'missing-file event.csv',
        'missing-file organisation.csv',
        'missing-file organisation_link.csv',
        'unreadable-file post.csv',
      ]);
      const absent = await readIfgFolder(join(folder, 'nowhere'));
      expect(absent.ok ? [] : absent.refusals.map(({ code }) => code)).toEqual(['missing-folder']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test('what has no length is set aside by name, and its spans with it', () => {
  const { appointments, spans, refusedAppointments, refusedSpans } = tables();
  expect(appointments.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3']);
  expect(spans.map(({ id }) => id)).toEqual(['c2', 'c3']);
  expect(refusedAppointments.map(({ id, personId, refusal }) => [id, personId, refusal.code, refusal.line])).toEqual([
    ['a4', 'p2', 'appointment-without-length', 5],
  ]);
  expect(refusedSpans.map(({ id }) => id)).toEqual(['c5']);
});

describe('the feed', () => {
  const feed = deriveFeed(tables());
  const numbers = new Map(
    ['p1', 'p2'].map((id, index) => [id, `B0000000${index}${staffNumberCheckCharacter(`B0000000${index}`)}`]),
  );

  test('a person under two names is one person, with both names', () => {
    expect(feed.people).toEqual([
      {
        id: 'p1',
        names: [
          { givenNames: 'Alpha', familyName: 'Beta' },
          { givenNames: 'Lady', familyName: 'Beta' },
        ],
      },
      { id: 'p2', names: [{ givenNames: 'Delta', familyName: 'Epsilon' }] },
    ]);
    expect(splitName({ name: 'Beta', shortName: 'Beta' })).toEqual({ givenNames: 'Beta', familyName: 'Beta' });
  });

  test('every event is one that a strict reader takes', () => {
    const refused = feed.facts.flatMap((fact) => {
      const decoded = decodeEvent(encodeEvent(eventOf(fact, numbers)), { unknownFields: 'refuse' });
      return decoded.ok ? [] : decoded.refusals;
    });
    expect(refused).toEqual([]);
    expect(new Set(feed.facts.map(({ id }) => id)).size).toBe(feed.facts.length);
  });

  test('ids and times depend on the rows alone: neither on their order nor on the staff numbers', () => {
    const shuffled = Object.fromEntries(
      Object.entries(smallDatabase).map(([file, text]) => {
        const [header = '', ...rows] = text.split('\n');
        return [file, [header, ...rows.toReversed()].join('\n')];
      }),
    ) as IfgTexts;
    const say = (facts: typeof feed.facts) => facts.map((fact) => JSON.stringify(fact)).toSorted();
    expect(say(deriveFeed(tables(shuffled)).facts)).toEqual(say(feed.facts));
    expect(feed.facts.every(({ time, fact }) => time.startsWith(fact.data.effectiveDate))).toBe(true);
    expect(deterministicEventId('2000-01-01', 'one')).not.toBe(deterministicEventId('2000-01-01', 'other'));
  });

  test('organisations: codes are names, later namesakes add their year; links are events', () => {
    expect([...organisationCodes(tables().organisations)]).toEqual([
      ['o1', 'attorney-generals-office'],
      ['o2', 'department-for-thread'],
      ['o3', 'department-for-thread-2010'],
    ]);
    const organisations = feed.facts.flatMap(({ subject, fact }) =>
      'organisation' in subject ? [[subject.organisation, fact.name, fact.data]] : [],
    );
    expect(organisations).toEqual([
      [
        'attorney-generals-office',
        'organisationCreated',
        { effectiveDate: '2000-01-01', name: "Attorney General's Office", closedOn: '2000-06-01' },
      ],
      ['department-for-thread', 'organisationCreated', { effectiveDate: '2000-06-01', name: 'Department for Thread' }],
      [
        'department-for-thread-2010',
        'organisationCreated',
        { effectiveDate: '2010-01-01', name: 'Department for Thread' },
      ],
      [
        'attorney-generals-office',
        'organisationSplit',
        { effectiveDate: '2000-06-01', into: ['department-for-thread', 'department-for-thread-2010'] },
      ],
      [
        'department-for-thread',
        'functionsTransferred',
        {
          effectiveDate: '2010-01-01',
          to: 'department-for-thread-2010',
          untilDate: '2010-01-03',
          functions: 'Equalities',
        },
      ],
    ]);
  });
});
