// The declared truth is the truth: careers that the core folds from the events, disorder and all, agree with it to the day.
import { type Career, findingCodes } from '@clew/career';
import { describe, expect, it } from 'vitest';
import { createPopulation, type Disorder, defaultDisorder, type Population } from '../src/index.ts';
import { careersOf } from './support.ts';

const heavy: Disorder = {
  ...defaultDisorder,
  label: 'heavy',
  late: 0.2,
  duplicated: 0.1,
  corrected: 0.1,
  correctedTwice: 0.4,
  correctionRetracted: 0.05,
  retracted: 0.5,
  outHalfOnly: 0.15,
  inHalfOnly: 0.15,
  datesDiffer: 0.3,
};

interface Cell {
  days: number;
  promoted: number;
  exited: number;
  temporaryPromotionStarted: number;
}

function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** What an analyst would count: by substantive grade, London and declared background, within the window. */
function counted(careers: Iterable<Career>, from: string, to: string): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const cellOf = (career: Career, grade: string, region: string | null): Cell => {
    const background = career.declarations.socioEconomicBackground?.class ?? 'not declared';
    const key = `${grade} ${background} ${region === 'london'}`;
    const cell = cells.get(key) ?? { days: 0, promoted: 0, exited: 0, temporaryPromotionStarted: 0 };
    cells.set(key, cell);
    return cell;
  };
  for (const career of careers) {
    for (const spell of career.spells) {
      const [start, end] = [
        spell.start < from ? from : spell.start,
        spell.end === null || spell.end > to ? to : spell.end,
      ];
      if (start < end) cellOf(career, spell.grade.code, spell.region).days += dayNumber(end) - dayNumber(start);
    }
    for (const { kind, date, from: before } of career.moves) {
      if (date < from || date >= to || before === null) continue;
      if (kind !== 'promoted' && kind !== 'exited' && kind !== 'temporaryPromotionStarted') continue;
      cellOf(career, before.grade.code, before.region)[kind] += 1;
    }
  }
  return cells;
}

function declaredTruth(population: Population): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const each of population.truth().cells) {
    const key = `${each.grade} ${each.declared ? each.socioEconomicBackground : 'not declared'} ${each.london}`;
    const cell = cells.get(key) ?? { days: 0, promoted: 0, exited: 0, temporaryPromotionStarted: 0 };
    cell.days = Math.round(cell.days + each.personYears * 365.25);
    cell.promoted += each.promotion.events;
    cell.exited += each.exit.events;
    cell.temporaryPromotionStarted += each.temporaryPromotion.events;
    cells.set(key, cell);
  }
  return cells;
}

function findingsOf(careers: Iterable<Career>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const career of careers) for (const { code } of career.findings) found[code] = (found[code] ?? 0) + 1;
  return found;
}

for (const [name, disorder] of [
  ['the default disorder', defaultDisorder],
  ['heavy disorder', heavy],
] as const) {
  describe(`with ${name}`, () => {
    const population = createPopulation({ people: 2500, years: 10, seed: `truth ${name}`, disorder });
    const careers = [...careersOf(population).values()];
    const truth = population.truth();

    it('careers have the person-years and events of the truth, in every cell, exactly', () => {
      const cells = counted(careers, truth.from, truth.to);
      const lived = new Map([...cells].filter(([, cell]) => cell.days > 0));
      const told = new Map([...declaredTruth(population)].filter(([, cell]) => cell.days > 0));
      expect(Object.fromEntries(lived)).toEqual(Object.fromEntries(told));
    });

    it('findings are those that were planted, and no others', () => {
      const planted = Object.entries(truth.expectedFindings).filter(([, count]) => count > 0);
      expect(findingsOf(careers)).toEqual(Object.fromEntries(planted));
      expect(planted.every(([code]) => code in findingCodes)).toBe(true);
      expect(planted).toHaveLength(3);
    });

    it('superseded facts are those that were corrected or taken back', () => {
      const superseded = careers.flatMap((career) => career.superseded);
      const by = (how: string) => superseded.filter((each) => each.how === how).length;
      const { planted } = truth;
      expect(by('corrected')).toBe(planted.corrected + planted.correctedTwice);
      expect(by('retracted')).toBe(planted.retracted + planted.correctionRetracted);
    });

    it('classes of background are those that people have', () => {
      const classes: Record<string, number> = {};
      for (const { declarations } of careers) {
        const known = declarations.socioEconomicBackground;
        if (known !== null) classes[known.class ?? 'not classed'] = (classes[known.class ?? 'not classed'] ?? 0) + 1;
      }
      const { 'not classed': refused = 0, ...classed } = classes;
      expect(Object.values(classed).reduce((so, each) => so + each, 0)).toBe(truth.declarations.class);
      expect(refused).toBe(truth.declarations['prefer-not-to-say']);
    });
  });
}

describe.each(['1', '2', 'seventeen', '2025'])('with the seed %s, loaded years after it happened', (seed) => {
  it('findings are those that were planted, and no others', () => {
    const population = createPopulation({ people: 1500, years: 10, seed });
    const careers = [...careersOf(population, '2035-01-01').values()];
    const planted = Object.entries(population.truth().expectedFindings).filter(([, count]) => count > 0);
    expect(findingsOf(careers)).toEqual(Object.fromEntries(planted));
    // Some temporary promotions are still running at the end, which is no fault of theirs.
    const running = careers.flatMap(({ episodes }) =>
      episodes.filter(({ kind, end }) => kind === 'temporaryPromotion' && end === null),
    );
    expect(running.length).toBeGreaterThan(0);
  });
});

describe('the planted disorder', () => {
  it('is as frequent as it was asked to be', () => {
    const { planted, events } = createPopulation({ people: 4000, years: 10, seed: 3, disorder: heavy }).truth();
    expect(planted.duplicated / events).toBeGreaterThan(0.07);
    expect(planted.duplicated / events).toBeLessThan(0.11);
    expect(planted.correctedTwice / planted.corrected).toBeGreaterThan(0.35);
    expect(planted.correctedTwice / planted.corrected).toBeLessThan(0.45);
    const ratio = planted.outHalfOnly / planted.inHalfOnly;
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.7);
  });

  it('moves the organisation whole: everybody in it on the day, and nobody else', () => {
    const population = createPopulation({ people: 12_000, years: 6, seed: 5 });
    const { reorganisation } = population.truth();
    const moved = new Set<string>();
    for (const item of population.items('person')) {
      if (item.kind !== 'event' || item.event.name !== 'transferredIn') continue;
      if (item.event.data.transferType !== 'machinery-of-government') continue;
      expect(item.event.data).toMatchObject({
        effectiveDate: reorganisation?.date,
        fromDepartment: reorganisation?.from,
        department: reorganisation?.to,
        changes: { organisation: reorganisation?.organisation },
      });
      if (item.personKey !== null) moved.add(item.personKey);
    }
    expect(moved.size).toBeGreaterThan(10);
    expect(moved.size).toBe(reorganisation?.people);
  });
});
