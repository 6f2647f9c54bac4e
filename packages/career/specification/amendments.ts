// Rules: corrections and retractions, resolved by what they name.
import { corrected, hired, postingChanged, promoted, retracted, unknownLabel } from './given.ts';
import type { RuleTable } from './rule.ts';

const start = hired('2020-04-01', 'home-office', 'EO', {}, { label: 'hire' });
const rise = promoted('2022-05-01', 'HEO', undefined, { label: 'promotion' });
const asHired = '2020-04-01 to open: home-office, EO';
const risen = (date: string, code = 'HEO') => [
  `2020-04-01 to ${date} (change): home-office, EO`,
  `${date} to open: home-office, ${code}`,
];

export const amendments: RuleTable = {
  title: 'Corrections and retractions',
  about:
    'Nothing is changed in the log. A correction puts a whole fact in place of its target; a retraction takes its target back. Both may name an earlier amendment. What counts is what they name, never when they came. A corrected fact keeps its identity, and so its place among the facts of a day.',
  rules: [
    {
      title: 'A correction puts its fact in place of the target',
      given: [start, rise, corrected('promotion', promoted('2022-06-01', 'SEO'), { label: 'correction' })],
      spells: risen('2022-06-01', 'SEO'),
      moves: ['2020-04-01 hired', '2022-06-01 promoted'],
      superseded: ['promotion corrected by correction'],
    },
    {
      title: 'A correction may turn a fact into one of another type',
      given: [
        start,
        rise,
        corrected('promotion', postingChanged('2022-06-01', { role: 'R-2' }), { label: 'correction' }),
      ],
      spells: ['2020-04-01 to 2022-06-01 (change): home-office, EO', '2022-06-01 to open: home-office, EO, role R-2'],
      moves: ['2020-04-01 hired', '2022-06-01 postingChanged'],
      superseded: ['promotion corrected by correction'],
    },
    {
      title: 'A correction of a correction counts in its place',
      given: [
        start,
        rise,
        corrected('promotion', promoted('2022-06-01', 'SEO'), { label: 'first' }),
        corrected('first', promoted('2022-07-01', 'G7'), { label: 'second' }),
      ],
      spells: risen('2022-07-01', 'G7'),
      moves: ['2020-04-01 hired', '2022-07-01 promoted'],
      superseded: ['promotion corrected by first', 'first corrected by second'],
    },
    {
      title: 'A retraction takes a fact back',
      given: [start, rise, retracted('promotion', 'promoted', { label: 'retraction' })],
      spells: [asHired],
      moves: ['2020-04-01 hired'],
      superseded: ['promotion retracted by retraction'],
    },
    {
      title: 'A retracted correction brings back what it had corrected',
      given: [
        start,
        rise,
        corrected('promotion', promoted('2022-06-01', 'SEO'), { label: 'correction' }),
        retracted('correction', 'promoted', { label: 'retraction' }),
      ],
      spells: risen('2022-05-01'),
      moves: ['2020-04-01 hired', '2022-05-01 promoted'],
      superseded: ['correction retracted by retraction'],
    },
    {
      title: 'A retracted retraction brings the fact back',
      given: [
        start,
        rise,
        retracted('promotion', 'promoted', { label: 'first' }),
        retracted('first', 'promoted', { label: 'second' }),
      ],
      spells: risen('2022-05-01'),
      moves: ['2020-04-01 hired', '2022-05-01 promoted'],
      superseded: ['first retracted by second'],
    },
    {
      title: 'A correction of a retraction corrects what that had taken back',
      given: [
        start,
        rise,
        retracted('promotion', 'promoted', { label: 'retraction' }),
        corrected('retraction', promoted('2022-06-01', 'SEO'), { label: 'correction' }),
      ],
      spells: risen('2022-06-01', 'SEO'),
      moves: ['2020-04-01 hired', '2022-06-01 promoted'],
      superseded: ['promotion corrected by retraction', 'retraction corrected by correction'],
    },
    {
      title: 'Of several amendments of one event, the last by the time of its source counts',
      given: [
        start,
        rise,
        corrected('promotion', promoted('2022-07-01', 'G7'), { label: 'late', time: '2022-09-02T09:00:00.000Z' }),
        corrected('promotion', promoted('2022-06-01', 'SEO'), { label: 'early', time: '2022-09-01T09:00:00.000Z' }),
      ],
      spells: risen('2022-07-01', 'G7'),
      moves: ['2020-04-01 hired', '2022-07-01 promoted'],
      findings: ['2022-07-01 competingAmendments, to be mended by home-office'],
      superseded: ['promotion corrected by late', 'early corrected by late'],
    },
    {
      title: 'Of several at one time, the one with the last id',
      given: [
        start,
        rise,
        corrected('promotion', promoted('2022-06-01', 'SEO'), { label: 'one', time: '2022-09-01T09:00:00.000Z' }),
        retracted('promotion', 'promoted', { label: 'other', time: '2022-09-01T09:00:00.000Z' }),
      ],
      spells: [asHired],
      moves: ['2020-04-01 hired'],
      findings: ['2022-09-01 competingAmendments, to be mended by home-office'],
      superseded: ['promotion retracted by other', 'one retracted by other'],
    },
    {
      title: 'An amendment that was taken back does not compete',
      given: [
        start,
        rise,
        corrected('promotion', promoted('2022-07-01', 'G7'), { label: 'late', time: '2022-09-02T09:00:00.000Z' }),
        corrected('promotion', promoted('2022-06-01', 'SEO'), { label: 'early', time: '2022-09-01T09:00:00.000Z' }),
        retracted('late', 'promoted', { label: 'retraction' }),
      ],
      spells: risen('2022-06-01', 'SEO'),
      moves: ['2020-04-01 hired', '2022-06-01 promoted'],
      superseded: ['promotion corrected by early', 'late retracted by retraction'],
    },
    {
      title: 'An amendment of an event that is not known has no effect until it is',
      given: [
        start,
        corrected(unknownLabel, promoted('2022-06-01', 'SEO'), { label: 'correction' }),
        retracted(unknownLabel, 'promoted', { label: 'retraction' }),
      ],
      spells: [asHired],
      moves: ['2020-04-01 hired'],
      findings: [
        '2022-06-01 amendmentWithoutTarget, to be mended by home-office',
        '2024-01-01 amendmentWithoutTarget, to be mended by home-office',
      ],
    },
    {
      title: 'An amendment without a target that is itself taken back is no finding',
      given: [
        start,
        corrected(unknownLabel, promoted('2022-06-01', 'SEO'), { label: 'correction' }),
        retracted('correction', 'promoted', { label: 'retraction' }),
      ],
      spells: [asHired],
      moves: ['2020-04-01 hired'],
      superseded: ['correction retracted by retraction'],
    },
    {
      title: 'Amendments that name each other have no effect, nor have those that name them',
      given: [
        start,
        corrected('second', promoted('2022-06-01', 'SEO'), { label: 'first' }),
        corrected('first', promoted('2022-07-01', 'G7'), { label: 'second' }),
        retracted('first', 'promoted', { label: 'third' }),
        retracted('itself', 'promoted', { label: 'itself' }),
      ],
      spells: [asHired],
      moves: ['2020-04-01 hired'],
      findings: [
        '2022-06-01 circularAmendments, to be mended by home-office',
        '2024-01-01 circularAmendments, to be mended by home-office',
      ],
    },
    {
      title: 'A corrected hire can move the beginning of the career',
      given: [start, rise, corrected('hire', hired('2023-04-01', 'hm-treasury', 'SEO'), { label: 'correction' })],
      spells: ['2022-05-01 to 2023-04-01 (change): home-office, HEO', '2023-04-01 to open: hm-treasury, SEO'],
      moves: [
        '2022-05-01 promoted',
        '2023-04-01 transferred, between departments',
        '2023-04-01 promoted, between departments',
      ],
      findings: [
        '2022-05-01 eventBeforeHire, to be mended by home-office',
        '2023-04-01 hiredWhileInService, to be mended by home-office',
      ],
      superseded: ['hire corrected by correction'],
    },
    {
      title: 'A corrected fact keeps its place among the facts of its day',
      because: 'Both change the role on one day; the order is that of the facts as first published.',
      given: [
        start,
        postingChanged('2022-05-01', { role: 'R-1' }, { label: 'one' }),
        postingChanged('2022-05-01', { role: 'R-2' }, { label: 'other' }),
        corrected('one', postingChanged('2022-05-01', { role: 'R-9' }), { label: 'correction' }),
      ],
      spells: ['2020-04-01 to 2022-05-01 (change): home-office, EO', '2022-05-01 to open: home-office, EO, role R-2'],
      moves: ['2020-04-01 hired', '2022-05-01 postingChanged', '2022-05-01 postingChanged'],
      superseded: ['one corrected by correction'],
    },
  ],
};
