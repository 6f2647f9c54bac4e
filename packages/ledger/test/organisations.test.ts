// Organisations and roles, folded: a table of what is published and what follows, in any order.
import type { FactData, FactName } from '@clew/events';
import { expect, test } from 'vitest';
import { foldSubject } from '../src/organisations.ts';
import { eventOf } from './support/events.ts';

const fact = <Name extends FactName>(name: Name, data: FactData<Name>) => eventOf(name, 'agency', data as never);
const created = fact('organisationCreated', { effectiveDate: '2010-01-01', name: 'One', department: 'parent' });
const ids = /\{[0-9a-f,]+\}$/;

test.each([
  { name: 'created', events: [created], rows: ['agency 2010-01-01 - One parent []'] },
  {
    name: 'created with its end',
    events: [fact('organisationCreated', { effectiveDate: '2010-01-01', name: 'One', closedOn: '2012-01-01' })],
    rows: ['agency 2010-01-01 2012-01-01 One agency []'],
  },
  {
    name: 'renamed under its code, keeping an end that was announced',
    events: [
      fact('organisationCreated', { effectiveDate: '2010-01-01', name: 'One', closedOn: '2012-01-01' }),
      fact('organisationRenamed', { effectiveDate: '2011-01-01', name: 'Two' }),
    ],
    rows: ['agency 2010-01-01 2011-01-01 One agency []', 'agency 2011-01-01 2012-01-01 Two agency []'],
  },
  {
    name: 'renamed on the day of its creation',
    events: [created, fact('organisationRenamed', { effectiveDate: '2010-01-01', name: 'Two' })],
    rows: ['agency 2010-01-01 - Two parent []'],
  },
  {
    name: 'gone on under a new code',
    events: [created, fact('organisationRenamed', { effectiveDate: '2011-01-01', name: 'Two', successor: 'second' })],
    rows: [
      'agency 2010-01-01 2011-01-01 One parent [{"how": "renamed", "code": "second", "from": "2011-01-01", "until": null}]',
    ],
  },
  {
    name: 'split, functions moved over a span, merged',
    events: [
      created,
      fact('organisationSplit', { effectiveDate: '2011-01-01', into: ['c', 'b'] }),
      fact('functionsTransferred', { effectiveDate: '2012-01-01', to: 'd', untilDate: '2012-06-01' }),
      fact('organisationMerged', { effectiveDate: '2013-01-01', into: 'e' }),
    ],
    rows: [
      `agency 2010-01-01 2013-01-01 One parent [${[
        ['split', 'b', '2011-01-01', 'null'],
        ['split', 'c', '2011-01-01', 'null'],
        ['functionsTransferred', 'd', '2012-01-01', '"2012-06-01"'],
        ['merged', 'e', '2013-01-01', 'null'],
      ]
        .map(([how, code, from, until]) => `{"how": "${how}", "code": "${code}", "from": "${from}", "until": ${until}}`)
        .join(', ')}]`,
    ],
  },
  {
    // An empty span: nothing but the end is known.
    name: 'merged, though nobody said that it was created',
    events: [fact('organisationMerged', { effectiveDate: '2013-01-01', into: 'e' })],
    rows: [
      'agency 2013-01-01 2013-01-01 - agency [{"how": "merged", "code": "e", "from": "2013-01-01", "until": null}]',
    ],
  },
  {
    name: 'corrected',
    events: [
      created,
      eventOf('corrected', 'agency', {
        target: created.id,
        reason: 'keying-error',
        replacement: { name: 'organisationCreated', data: { effectiveDate: '2009-01-01', name: 'Right' } },
      }),
    ],
    rows: ['agency 2009-01-01 - Right agency []'],
  },
  {
    name: 'retracted',
    events: [
      created,
      eventOf('retracted', 'agency', {
        target: created.id,
        targetName: 'organisationCreated',
        reason: 'did-not-happen',
      }),
    ],
    rows: [],
  },
])('an organisation that is $name', ({ events, rows }) => {
  const recorded = events.map((event) => ({ event, recordedAt: '2024-01-01T00:00:00.000Z' }));
  for (const order of [recorded, recorded.toReversed()]) {
    const lines = foldSubject('agency', order).organisation.map((line) => line.replace(ids, '').trim());
    expect(lines.map((line) => line.replaceAll('\\N', '-').replaceAll('\t', ' '))).toEqual(rows);
  }
});

test('a role that moves keeps each of its moves', () => {
  const moved = (effectiveDate: string, toRegion: 'wales' | 'north-east') =>
    eventOf('roleRelocated', 'R-1', { effectiveDate, department: 'hm-treasury', fromRegion: 'london', toRegion });
  const events = [moved('2021-01-01', 'wales'), moved('2020-01-01', 'north-east')];
  const { organisation, roleRelocation } = foldSubject(
    'R-1',
    events.map((event) => ({ event, recordedAt: '2024-01-01T00:00:00.000Z' })),
  );
  expect(organisation).toEqual([]);
  expect(roleRelocation.map((line) => line.split('\t').slice(0, 5).join(' '))).toEqual([
    'R-1 2020-01-01 hm-treasury london north-east',
    'R-1 2021-01-01 hm-treasury london wales',
  ]);
});
