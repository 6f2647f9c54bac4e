// Rules: acting at a higher grade for a time.
import { actingEnded, actingStarted, exited, fact, hired, postingChanged, promoted, regraded } from './given.ts';
import type { RuleTable } from './rule.ts';

const start = hired('2020-04-01', 'home-office', 'HEO');
const first = 'home-office, HEO';

export const temporaryPromotions: RuleTable = {
  title: 'Temporary promotion',
  about:
    'The substantive grade stays, and the acting grade shows beside it while the temporary promotion runs. It ends by its end event, by a promotion to that grade or higher, or by an exit. A promotion while it runs, or on the day on which it ended, makes it substantive.',
  rules: [
    {
      title: 'The acting grade shows while it runs',
      given: [start, actingStarted('2021-01-01', 'SEO', 'TP-1', '2021-07-01'), actingEnded('2021-07-01')],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2021-07-01 (change): ${first}, acting SEO`,
        `2021-07-01 to open: ${first}`,
      ],
      moves: ['2020-04-01 hired', '2021-01-01 temporaryPromotionStarted', '2021-07-01 temporaryPromotionEnded'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to 2021-07-01 (ended): expectedEndDate 2021-07-01, grade SEO'],
    },
    {
      title: 'A promotion on the day on which it ended makes it substantive',
      given: [start, actingStarted('2021-01-01', 'SEO'), promoted('2021-07-01', 'SEO'), actingEnded('2021-07-01')],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2021-07-01 (change): ${first}, acting SEO`,
        '2021-07-01 to open: home-office, SEO',
      ],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 temporaryPromotionStarted',
        '2021-07-01 temporaryPromotionEnded',
        '2021-07-01 promoted',
      ],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to 2021-07-01 (made-substantive): grade SEO'],
    },
    {
      title: 'A promotion while it runs makes it substantive, and the end that follows is expected',
      given: [start, actingStarted('2021-01-01', 'SEO'), promoted('2021-06-01', 'G7'), actingEnded('2021-07-01')],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2021-06-01 (change): ${first}, acting SEO`,
        '2021-06-01 to open: home-office, G7',
      ],
      moves: ['2020-04-01 hired', '2021-01-01 temporaryPromotionStarted', '2021-06-01 promoted'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to 2021-06-01 (made-substantive): grade SEO'],
    },
    {
      title: 'A promotion below the acting grade leaves it running',
      given: [start, actingStarted('2021-01-01', 'G7'), promoted('2021-06-01', 'SEO')],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2021-06-01 (change): ${first}, acting G7`,
        '2021-06-01 to open: home-office, SEO, acting G7',
      ],
      moves: ['2020-04-01 hired', '2021-01-01 temporaryPromotionStarted', '2021-06-01 promoted'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to open: grade G7'],
    },
    {
      title: 'An exit ends it, and the end that follows is expected',
      given: [start, actingStarted('2021-01-01', 'SEO'), exited('2021-06-01'), actingEnded('2021-06-02')],
      spells: [`2020-04-01 to 2021-01-01 (change): ${first}`, `2021-01-01 to 2021-06-01 (exit): ${first}, acting SEO`],
      moves: ['2020-04-01 hired', '2021-01-01 temporaryPromotionStarted', '2021-06-01 exited, resignation'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to 2021-06-01 (left-service): grade SEO'],
    },
    {
      title: 'Of two that overlap, the higher grade counts',
      given: [
        start,
        actingStarted('2021-01-01', 'G7', 'TP-1'),
        actingStarted('2021-02-01', 'SEO', 'TP-2'),
        actingEnded('2021-03-01', 'TP-1'),
        actingEnded('2021-04-01', 'TP-2'),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2021-03-01 (change): ${first}, acting G7`,
        `2021-03-01 to 2021-04-01 (change): ${first}, acting SEO`,
        `2021-04-01 to open: ${first}`,
      ],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 temporaryPromotionStarted',
        '2021-02-01 temporaryPromotionStarted',
        '2021-03-01 temporaryPromotionEnded',
        '2021-04-01 temporaryPromotionEnded',
      ],
      episodes: [
        'temporaryPromotion TP-1 2021-01-01 to 2021-03-01 (ended): grade G7',
        'temporaryPromotion TP-2 2021-02-01 to 2021-04-01 (ended): grade SEO',
      ],
      findings: ['2021-02-01 overlappingTemporaryPromotions, to be mended by home-office'],
    },
    {
      title: 'One to a grade below the substantive one is no move, and shows no acting grade',
      given: [start, actingStarted('2021-01-01', 'EO'), actingEnded('2021-03-01')],
      spells: [`2020-04-01 to open: ${first}`],
      moves: ['2020-04-01 hired'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to 2021-03-01 (ended): grade EO'],
      findings: ['2021-01-01 temporaryPromotionNotHigher, to be mended by home-office'],
    },
    {
      title: 'Unless the substantive grade falls below it while it runs: then it shows, and its end is a move',
      given: [start, actingStarted('2021-01-01', 'EO'), regraded('2021-02-01', 'AO'), actingEnded('2021-03-01')],
      spells: [
        `2020-04-01 to 2021-02-01 (change): ${first}`,
        '2021-02-01 to 2021-03-01 (change): home-office, AO, acting EO',
        '2021-03-01 to open: home-office, AO',
      ],
      moves: ['2020-04-01 hired', '2021-02-01 regraded', '2021-03-01 temporaryPromotionEnded'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to 2021-03-01 (ended): grade EO'],
      findings: ['2021-01-01 temporaryPromotionNotHigher, to be mended by home-office'],
    },
    {
      title: 'One to the substantive grade itself shows, and is found',
      given: [start, actingStarted('2021-01-01', 'HEO')],
      spells: [`2020-04-01 to 2021-01-01 (change): ${first}`, `2021-01-01 to open: ${first}, acting HEO`],
      moves: ['2020-04-01 hired', '2021-01-01 temporaryPromotionStarted'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to open: grade HEO'],
      findings: ['2021-01-01 temporaryPromotionNotHigher, to be mended by home-office'],
    },
    {
      title: 'A posting taken up on that very day is held in an acting capacity outright, and is no finding',
      because:
        'The posting (its grade, department, organisation or role) is held in an acting capacity from the start.',
      given: [
        start,
        promoted('2021-01-01', 'SEO'),
        actingStarted('2021-01-01', 'SEO', 'TP-1'),
        actingStarted('2021-01-01', 'SEO', 'TP-2'),
        actingEnded('2021-03-01', 'TP-1'),
        regraded('2021-03-01', 'HEO'),
        actingEnded('2021-03-01', 'TP-2'),
        postingChanged('2022-01-01', { role: 'R-5' }),
        actingStarted('2022-01-01', 'HEO', 'TP-3'),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        '2021-01-01 to 2021-03-01 (change): home-office, SEO, acting SEO',
        `2021-03-01 to 2022-01-01 (change): ${first}`,
        `2022-01-01 to open: ${first}, acting HEO, role R-5`,
      ],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 promoted',
        '2021-01-01 temporaryPromotionStarted',
        '2021-01-01 temporaryPromotionStarted',
        '2021-03-01 temporaryPromotionEnded',
        '2021-03-01 temporaryPromotionEnded',
        '2021-03-01 regraded',
        '2022-01-01 postingChanged',
        '2022-01-01 temporaryPromotionStarted',
      ],
      episodes: [
        'temporaryPromotion TP-1 2021-01-01 to 2021-03-01 (ended): grade SEO',
        'temporaryPromotion TP-2 2021-01-01 to 2021-03-01 (ended): grade SEO',
        'temporaryPromotion TP-3 2022-01-01 to open: grade HEO',
      ],
    },
    {
      title: 'One of no length leaves its moves and no spell',
      given: [start, actingStarted('2021-01-01', 'SEO'), actingEnded('2021-01-01')],
      spells: [`2020-04-01 to open: ${first}`],
      moves: ['2020-04-01 hired', '2021-01-01 temporaryPromotionStarted', '2021-01-01 temporaryPromotionEnded'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to 2021-01-01 (ended): grade SEO'],
    },
    {
      title: 'One that follows another on the day on which that ended does not overlap it',
      given: [
        start,
        actingStarted('2021-01-01', 'SEO', 'TP-1'),
        actingStarted('2021-02-01', 'SEO', 'TP-2'),
        actingEnded('2021-02-01', 'TP-1'),
      ],
      spells: [`2020-04-01 to 2021-01-01 (change): ${first}`, `2021-01-01 to open: ${first}, acting SEO`],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 temporaryPromotionStarted',
        '2021-02-01 temporaryPromotionEnded',
        '2021-02-01 temporaryPromotionStarted',
      ],
      episodes: [
        'temporaryPromotion TP-1 2021-01-01 to 2021-02-01 (ended): grade SEO',
        'temporaryPromotion TP-2 2021-02-01 to open: grade SEO',
      ],
    },
    {
      title: 'One that runs more than a year past its expected end is found, judged by the latest date among the facts',
      because:
        'There is no clock in a replay: a career says what follows from its facts, and the same facts say the same for ever.',
      given: [
        start,
        actingStarted('2021-01-01', 'SEO', 'TP-1', '2021-07-01'),
        postingChanged('2022-07-02', { fullTimeEquivalent: 0.5 }),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2022-07-02 (change): ${first}, acting SEO`,
        `2022-07-02 to open: ${first}, acting SEO, hours 0.5`,
      ],
      moves: ['2020-04-01 hired', '2021-01-01 temporaryPromotionStarted'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to open: expectedEndDate 2021-07-01, grade SEO'],
      findings: ['2021-07-01 temporaryPromotionNeverEnded, to be mended by home-office'],
    },
    {
      title: 'A year past it is not yet found',
      given: [
        start,
        actingStarted('2021-01-01', 'SEO', 'TP-1', '2021-07-01'),
        postingChanged('2022-07-01', { fullTimeEquivalent: 0.5 }),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2022-07-01 (change): ${first}, acting SEO`,
        `2022-07-01 to open: ${first}, acting SEO, hours 0.5`,
      ],
      moves: ['2020-04-01 hired', '2021-01-01 temporaryPromotionStarted'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to open: expectedEndDate 2021-07-01, grade SEO'],
    },
    {
      title: 'That a staff number was issued years later tells nothing of whether it still runs',
      because:
        'Histories are loaded after the fact: the number is then younger than everything told, and would stand for a clock.',
      isNotIssued: true,
      given: [
        start,
        actingStarted('2021-01-01', 'SEO', 'TP-1', '2021-07-01'),
        fact('staffNumberIssued', '2026-01-01', { department: 'home-office' }, { by: null }),
      ],
      spells: [`2020-04-01 to 2021-01-01 (change): ${first}`, `2021-01-01 to open: ${first}, acting SEO`],
      moves: ['2020-04-01 hired', '2021-01-01 temporaryPromotionStarted'],
      episodes: ['temporaryPromotion TP-1 2021-01-01 to open: expectedEndDate 2021-07-01, grade SEO'],
    },
    {
      title: 'An end whose start is not known, one before its start, and one that comes twice',
      given: [
        start,
        actingEnded('2021-01-01', 'TP-9'),
        actingEnded('2021-02-01', 'TP-1'),
        actingStarted('2021-03-01', 'SEO', 'TP-1'),
        actingStarted('2021-04-01', 'SEO', 'TP-1'),
        actingEnded('2021-05-01', 'TP-1'),
        actingEnded('2021-06-01', 'TP-1'),
      ],
      spells: [
        `2020-04-01 to 2021-03-01 (change): ${first}`,
        `2021-03-01 to 2021-05-01 (change): ${first}, acting SEO`,
        `2021-05-01 to open: ${first}`,
      ],
      moves: ['2020-04-01 hired', '2021-03-01 temporaryPromotionStarted', '2021-05-01 temporaryPromotionEnded'],
      episodes: [
        'temporaryPromotion TP-9 not known to 2021-01-01 (ended)',
        'temporaryPromotion TP-1 2021-03-01 to 2021-05-01 (ended): grade SEO',
      ],
      findings: [
        '2021-01-01 endWithoutStart, to be mended by home-office',
        '2021-02-01 endBeforeStart, to be mended by home-office',
        '2021-04-01 startedTwice, to be mended by home-office',
        '2021-06-01 endedTwice, to be mended by home-office',
      ],
    },
  ],
};
