// The decomposition of gaps by models: R's numbers where R is short to write, Kitagawa where cells are saturated, and coverage.
import { describe, expect, it, test } from 'vitest';
import { hasReference, referenceData } from '../reference/index.ts';
import {
  decomposeGap,
  factor,
  type GapOptions,
  kitagawaDecomposition,
  type NamedColumns,
  randomStream,
  type StatisticsErrorCode,
} from '../src/index.ts';

const options = { group: 'group', first: 'a', second: 'b', family: 'gaussian' } as const satisfies GapOptions;

describe.skipIf(!hasReference)('birthwt, non-smokers (a) less smokers (b)', () => {
  function births(): NamedColumns {
    const rows = referenceData('birthwt.csv');
    const numbers = (name: string) => Float64Array.from(rows, (row) => Number(row[name]));
    return {
      group: factor(rows.map(({ smoke }) => (smoke === '0' ? 'a' : 'b'))),
      race: factor(rows.map(({ race }) => race ?? null)),
      age: numbers('age'),
      lwt: numbers('lwt'),
      low: numbers('low'),
      bwt: numbers('bwt'),
      ftv: numbers('ftv'),
    };
  }

  it('linear: sum((colMeans(XA) - colMeans(XB)) * coef(lm(bwt ~ age + lwt + race, A)))', () => {
    const first = decomposeGap('bwt ~ age + lwt + race', births(), { ...options, reference: 'first' });
    expect(first.gap.estimate).toBeCloseTo(283.776733254994, 9);
    expect(first.composition.estimate).toBeCloseTo(-156.561753963514, 9);
    expect(first.terms.map(({ estimate }) => estimate)).toEqual(
      [2.83472877470198, 9.16192612621746, -2.29127367126352 - 166.26713519317].map((each) => expect.closeTo(each, 9)),
    );
    const second = decomposeGap('bwt ~ age + lwt + race', births(), { ...options, reference: 'second' });
    expect(second.composition.estimate).toBeCloseTo(-21.610986008612, 9);
    const half = decomposeGap('bwt ~ age + lwt + race', births(), { ...options, reference: 0.5 });
    expect(half.composition.estimate).toBeCloseTo((-156.561753963514 - 21.610986008612) / 2, 9);
    const pooled = decomposeGap('bwt ~ age + lwt + race', births(), options);
    expect(pooled.composition.estimate).toBeCloseTo(-117.943754937139, 9);
  });

  it('logistic: mean(plogis(XA %*% b)) - mean(plogis(XB %*% b)), terms by their weights in the linear predictor', () => {
    const answer = decomposeGap('low ~ age + lwt + race', births(), {
      ...options,
      family: 'binomial',
      reference: 'first',
    });
    expect(answer.gap.estimate).toBeCloseTo(-0.153231492361927, 12);
    expect(answer.composition.estimate).toBeCloseTo(0.067552750676404, 11);
    expect(answer.terms.map(({ estimate }) => estimate)).toEqual(
      [-0.00259791843042637, -0.00847537807108549, 0.07862604717791585].map((each) => expect.closeTo(each, 11)),
    );
  });

  it('Poisson with exposure: rates at the means of the exposure', () => {
    const answer = decomposeGap('ftv ~ age + offset(log(lwt))', births(), {
      ...options,
      family: 'poisson',
      reference: 'second',
    });
    expect(answer.gap.estimate).toBeCloseTo(0.000338675385220131, 14);
    expect(answer.composition.estimate).toBeCloseTo(0.00034757782953365, 13);
  });

  it('composition and its terms do not move with the reference level', () => {
    const [plain, other] = ['race', 'relevel(race, ref = "3")'].map((race) =>
      decomposeGap(`low ~ age + ${race}`, births(), { ...options, family: 'binomial' }),
    );
    expect(other?.composition.estimate).toBeCloseTo(plain?.composition.estimate as number, 10);
    expect(other?.composition.standardError).toBeCloseTo(plain?.composition.standardError as number, 10);
    expect(other?.terms[1]?.estimate).toBeCloseTo(plain?.terms[1]?.estimate as number, 10);
    expect(other?.terms[1]?.standardError).toBeCloseTo(plain?.terms[1]?.standardError as number, 10);
  });
});

/** People of two groups over three cells, with an outcome of 0 or 1. */
function people(stream: { uniform: () => number }, size: number, shares: number[][], rates: number[][]): NamedColumns {
  const [groups, places, outcomes, persons]: [string[], string[], number[], number[]] = [[], [], [], []];
  for (const [group, name] of ['a', 'b'].entries()) {
    for (let person = 0; person < size; person += 1) {
      const [one = 0, two = 0] = shares[group] ?? [];
      const point = stream.uniform();
      const place = point < one ? 0 : point < one + two ? 1 : 2;
      groups.push(name);
      places.push(`p${place}`);
      outcomes.push(stream.uniform() < (rates[group]?.[place] as number) ? 1 : 0);
      persons.push(persons.length);
    }
  }
  return {
    group: factor(groups),
    place: factor(places),
    outcome: Float64Array.from(outcomes),
    person: Float64Array.from(persons),
    ones: new Float64Array(groups.length).fill(1),
  };
}

const shares = [
  [0.5, 0.3, 0.2],
  [0.2, 0.4, 0.4],
];
const rates = [
  [0.15, 0.3, 0.5],
  [0.1, 0.3, 0.4],
];

describe('saturated cells', () => {
  const data = people(randomStream(3), 400, shares, rates);
  const count = (group: number, place: number, only: boolean) => {
    const [who, where] = [data['group'], data['place']];
    if (who === undefined || where === undefined || !('codes' in who) || !('codes' in where))
      throw new Error('no factor');
    return who.codes.reduce(
      (sum, code, row) =>
        sum +
        (code === group && where.codes[row] === place && (!only || (data['outcome'] as Float64Array)[row] === 1)
          ? 1
          : 0),
      0,
    );
  };
  const cells = (group: number) => ({
    events: [0, 1, 2].map((place) => count(group, place, true)),
    exposure: [0, 1, 2].map((place) => count(group, place, false)),
  });

  it("are Kitagawa's at the mean of both groups' coefficients, errors and all", () => {
    const kitagawa = kitagawaDecomposition(cells(0), cells(1), { sampling: 'sampled' });
    const answer = decomposeGap('outcome ~ place', data, { ...options, reference: 0.5 });
    for (const part of ['gap', 'composition', 'remainder'] as const) {
      expect(answer[part].estimate).toBeCloseTo(kitagawa[part].estimate, 12);
      expect(answer[part].standardError).toBeCloseTo(kitagawa[part].standardError, 12);
    }
  });

  it('give one composition by linear, logistic and Poisson models at one group as reference', () => {
    const [linear, ...others] = (['gaussian', 'binomial', 'poisson'] as const).map((family) =>
      decomposeGap('outcome ~ place', data, { ...options, family, reference: 'second' }),
    );
    for (const other of others) {
      expect(other.composition.estimate).toBeCloseTo(linear?.composition.estimate as number, 11);
      expect(other.composition.standardError).toBeCloseTo(linear?.composition.standardError as number, 8);
      expect(other.terms[0]?.standardError).toBeCloseTo(linear?.composition.standardError as number, 8);
    }
  });

  it('do not change when each person is a cluster; a person twice, as one cluster, is one person of weight 2', () => {
    const plain = decomposeGap('outcome ~ place', data, { ...options, family: 'binomial' });
    const clustered = decomposeGap('outcome ~ place', data, { ...options, family: 'binomial', cluster: 'person' });
    expect(clustered.composition.standardError).toBeCloseTo(plain.composition.standardError, 12);
    const named = { ...data, name: factor(Array.from(data['person'] as Float64Array, (person) => `number ${person}`)) };
    expect(decomposeGap('outcome ~ place', named, { ...options, family: 'binomial', cluster: 'name' })).toEqual(
      clustered,
    );
    const twice = Object.fromEntries(
      Object.entries(data).map(([name, column]) =>
        'codes' in column
          ? [name, { levels: column.levels, codes: Int32Array.of(...column.codes, ...column.codes) }]
          : [name, Float64Array.of(...column, ...column)],
      ),
    );
    const doubled = decomposeGap('outcome ~ place', twice, { ...options, family: 'binomial', cluster: 'person' });
    for (const part of ['gap', 'composition', 'remainder'] as const) {
      expect(doubled[part].estimate).toBeCloseTo(plain[part].estimate, 11);
      expect(doubled[part].standardError).toBeCloseTo(plain[part].standardError, 9);
    }
    const weighted = decomposeGap(
      'outcome ~ place',
      { ...data, twos: (data['ones'] as Float64Array).map(() => 2) },
      {
        ...options,
        family: 'binomial',
        weights: 'twos',
      },
    );
    expect(weighted.composition.standardError).toBeCloseTo(plain.composition.standardError, 9);
  });
});

test.each<[GapOptions['family'], NonNullable<GapOptions['reference']>]>([
  ['gaussian', 'pooled'],
  ['binomial', 'pooled'],
  ['binomial', 'first'],
  ['poisson', 0.5],
])('intervals hold the truth as often as they say: %s, %s', (family, reference) => {
  const stream = randomStream(17);
  const runs = 400;
  const truth = decomposeGap('outcome ~ place', people(randomStream(99), 200_000, shares, rates), {
    ...options,
    family,
    reference,
  });
  const held = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const answer = decomposeGap('outcome ~ place', people(stream, 500, shares, rates), {
      ...options,
      family,
      reference,
    });
    for (const [at, part] of (['gap', 'composition', 'remainder'] as const).entries()) {
      const { low, high } = answer[part];
      if (low <= truth[part].estimate && truth[part].estimate <= high) held[at] = (held[at] as number) + 1;
    }
  }
  for (const count of held) expect(Math.abs(count / runs - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / runs));
});

describe('what has no meaning is refused by name', () => {
  const data: NamedColumns = {
    group: factor(['a', 'a', 'a', 'b', 'b', 'b', 'c']),
    x: Float64Array.of(1, 2, 4, 1, 3, 5, 1),
    z: Float64Array.of(1, 1, 1, 2, 3, 4, 1),
    y: Float64Array.of(1, 2, 3, 2, 3, 5, 1),
    yes: Float64Array.of(0, 0, 1, 0, 1, 0, 1),
    gap: Float64Array.of(Number.NaN, 1, 2, 3, 4, 6, 6),
    one: factor(['t', 't', 't', 't', 't', 't', 'u']),
    team: factor(['t', 't', 'u', null, 'u', 'u', null]),
  };
  const ask =
    (model: string, more: Partial<GapOptions> = {}) =>
    () =>
      decomposeGap(model, data, { ...options, ...more });
  test.each<[string, () => unknown, StatisticsErrorCode]>([
    ['a group that is no factor', ask('y ~ x', { group: 'x' }), 'option-invalid'],
    ['a level that there is not', ask('y ~ x', { second: 'd' }), 'level-unknown'],
    ['one group twice', ask('y ~ x', { second: 'a' }), 'one-group'],
    ['a column that is constant in the reference group', ask('y ~ x + z', { reference: 'first' }), 'collinear'],
    [
      'a group that is told apart without error',
      ask('yes ~ x', { family: 'binomial', reference: 'first' }),
      'separated',
    ],
    ['a reference that is no share', ask('y ~ x', { reference: 1.5 }), 'option-invalid'],
    ['an offset of no rate', ask('y ~ offset(x)'), 'option-invalid'],
    ['a missing value', ask('y ~ gap'), 'not-finite'],
    ['a cluster that there is not', ask('y ~ x', { cluster: 'person' }), 'option-invalid'],
    ['one cluster of all', ask('y ~ x', { cluster: 'one' }), 'one-group'],
    ['a missing cluster', ask('y ~ x', { cluster: 'team' }), 'not-finite'],
  ])('%s', (_, run, code) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  it('leaves rows with missing values or clusters out where told to, and says how many', () => {
    expect(decomposeGap('y ~ gap', data, { ...options, missing: 'omit' }).rowsOmitted).toBe(1);
    expect(decomposeGap('y ~ x', data, { ...options, cluster: 'team', missing: 'omit' }).rowsOmitted).toBe(1);
  });

  it('names the row as it was given, other groups before it or not', () => {
    const later = {
      group: factor(['c', 'c', 'a', 'a', 'a', 'b', 'b', 'b']),
      x: Float64Array.of(9, 9, 1, 2, 4, 1, 3, 5),
      y: Float64Array.of(9, 9, 0, 1, 0, 1, 7, 1),
      gap: Float64Array.of(9, Number.NaN, 1, 2, 4, 1, 3, Number.NaN),
      team: factor([null, 't', 't', 't', 'u', null, 'u', 'u']),
    };
    const run = (model: string, more: Partial<GapOptions>) => () => decomposeGap(model, later, { ...options, ...more });
    expect(run('y ~ x', { family: 'binomial' })).toThrow(
      expect.objectContaining({ where: expect.objectContaining({ row: 6 }) }),
    );
    expect(run('y ~ gap', {})).toThrow(expect.objectContaining({ where: { column: 'gap', row: 7 } }));
    expect(run('y ~ x', { cluster: 'team' })).toThrow(expect.objectContaining({ where: { column: 'team', row: 5 } }));
  });
});
