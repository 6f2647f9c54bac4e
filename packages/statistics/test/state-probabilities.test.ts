// Aalen-Johansen and what rests on it: R's answers on made careers, what must hold, and the two ways to the errors against each other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transitionRows } from '../src/competing-risks/data.ts';
import { errorsBySums } from '../src/competing-risks/errors-by-sums.ts';
import { errorsByUnit } from '../src/competing-risks/errors-by-unit.ts';
import { pullOf } from '../src/competing-risks/state-errors.ts';
import { groupSpan, initialShares, layOut, type StateSteps, stateSteps } from '../src/competing-risks/state-steps.ts';
import { denseNames } from '../src/foundation/clusters.ts';
import {
  aalenJohansen,
  expectedTimeInStates,
  kaplanMeier,
  type MultiStateData,
  randomStream,
  type StateCurve,
  statesAt,
  transitionProbabilities,
  transitionTable,
} from '../src/index.ts';
import { apart, byColumn, causes, entry, madeCareers, weights } from './made-careers.ts';

const first = ({ curves }: { curves: readonly StateCurve[] }): StateCurve => {
  const [curve] = curves;
  if (curve === undefined) throw new Error('no curve');
  return curve;
};

describe('R 4.2.2, survival 3.5-3 and etm 1.1.1', () => {
  // summary(survfit(Surv(time, factor(cause, 0:2)) ~ 1, d, weights = w), times = c(5, 12, 20))
  test('competing risks, weighted', () => {
    const at = statesAt(first(aalenJohansen({ ...causes, weights })), [5, 12, 20]);
    const shares = [
      0.8236936936936936, 0.6234395043533826, 0.3204308292694505, 0.1048748748748749, 0.2060162583056996,
      0.3592331860694274, 0.0714314314314314, 0.1705442373409175, 0.3203359846611216,
    ];
    const errors = [
      0.0440005312575168, 0.0555388575754554, 0.0568131340010386, 0.036760767504946, 0.0464268704899146,
      0.0575505916703254, 0.0279979059120876, 0.0431489199416594, 0.0553527207045727,
    ];
    expect(apart(byColumn(at.probability, 3), shares)).toBeLessThan(1e-12);
    expect(apart(byColumn(at.standardError, 3), errors)).toBeLessThan(1e-12);
  });

  // summary(survfit(Surv(entry, time, factor(cause, 0:2)) ~ 1, d, id = seq_along(time)), times = c(5, 12, 20))
  test('competing risks, delayed entry', () => {
    const at = statesAt(first(aalenJohansen({ ...causes, entry })), [5, 12, 20]);
    const shares = [
      0.734144515099, 0.538265911518179, 0.276111684117165, 0.146282153401032, 0.255005780016892, 0.380560471748668,
      0.119573331499968, 0.206728308464929, 0.343327844134166,
    ];
    const errors = [
      0.0573330750322952, 0.0547474508077531, 0.0464789780748093, 0.0483264661995758, 0.0525836874685005,
      0.0569212671068886, 0.0428065334253553, 0.0481646717519495, 0.0547863887861128,
    ];
    expect(apart(byColumn(at.probability, 3), shares)).toBeLessThan(1e-12);
    expect(apart(byColumn(at.standardError, 3), errors)).toBeLessThan(1e-12);
    const hazards = [
      0.165244541033642, 0.335515974717982, 0.64701614839774, 0.1382809913274, 0.274256227417069, 0.613597783241853,
    ];
    expect(apart(byColumn(at.cumulativeHazard, 2), hazards)).toBeLessThan(1e-12);
  });

  // summary(survfit(Surv(entry, time, ev) ~ 1, m, id = id, istate = is), times = c(8, 15, 25))
  test('careers over states with delayed entry', () => {
    const at = statesAt(first(aalenJohansen(madeCareers())), [8, 15, 25]);
    const shares = [
      0.7423524506273456, 0.5184683782159241, 0.2072710495478504, 0.0606639247943596, 0.1484541363643749,
      0.2003071862816755, 0.196983624578295, 0.3330774854197014, 0.5924217641704744,
    ];
    const errors = [
      0.1102267024910014, 0.0978395173279388, 0.0837456748052631, 0.0440620498109921, 0.064693785847525,
      0.0815352449690719, 0.1162727505695363, 0.1093145247553825, 0.101112548043807,
    ];
    const low = [
      0.5549082819334658, 0.3581732090872762, 0.0938900711200992, 0.0146109006813157, 0.0631906988249177,
      0.0902015648741348, 0.0619433561210412, 0.1750591354701375, 0.4239852980345141,
    ];
    const hazards = [
      0, 0, 0.65, 0.1955052878965922, 0.3969729667555754, 1.2291518989345074, 0.0911325233905879, 0.237217179475244,
      0.7256842679423323, 1, 1.2, 1.7,
    ];
    expect(apart(byColumn(at.probability, 3), shares)).toBeLessThan(1e-12);
    expect(apart(byColumn(at.standardError, 3), errors)).toBeLessThan(1e-12);
    expect(apart(byColumn(at.low, 3), low)).toBeLessThan(1e-12);
    expect(apart(byColumn(at.cumulativeHazard, 4), hazards)).toBeLessThan(1e-12);
    expect([...byColumn(at.atRiskCount, 3)]).toEqual([31, 19, 5, 2, 5, 5, 0, 0, 0]);
  });

  // summary(survfit(..., influence = TRUE), rmean = 25)$table[, 3:4]: the initial shares count as estimates there
  test('expected time in states', () => {
    const [careers] = expectedTimeInStates(madeCareers(), { upTo: 25 });
    expect(apart(careers?.mean ?? [], [14.900926776950399, 2.674232533401889, 7.424840689647718])).toBeLessThan(1e-12);
    expect(apart(careers?.standardError ?? [], [2.083312702118119, 0.835308651530595, 2.257709627593138])).toBeLessThan(
      1e-12,
    );
    const [risks] = expectedTimeInStates(causes, { upTo: 18 });
    expect(apart(risks?.mean ?? [], [12.984063810811476, 2.69588470940397, 2.320051479784556])).toBeLessThan(1e-12);
    expect(apart(risks?.standardError ?? [], [0.624217044709708, 0.53176177217749, 0.497767514621161])).toBeLessThan(
      1e-12,
    );
  });

  // etm(..., s = 4): est and the roots of the diagonal of cov at 20
  test('transition probabilities from one date to another', () => {
    const [found] = transitionProbabilities(madeCareers(), { from: 4, to: [20] });
    const shares = [0.412401547885419, 0.150951792564696, 0.436646659549885, 0, 0.45, 0.55, 0, 0, 1];
    const errors = [
      0.0947246453249044, 0.0694262877060088, 0.0940640992725536, 0, 0.2094636006565341, 0.2094636006565341, 0, 0, 0,
    ];
    expect(apart(found?.probability ?? [], shares)).toBeLessThan(1e-12);
    expect(apart(found?.standardError ?? [], errors)).toBeLessThan(1e-12);
  });
});

/** People who enter, move among states and are lost at random, in whole or in any times. */
function randomCareers(seed: number, people: number, states: number, whole: boolean): MultiStateData {
  const stream = randomStream(seed);
  const stays: number[][] = [];
  const step = (mean: number) => (whole ? 1 + stream.below(2 * mean) : -mean * Math.log1p(-stream.uniform()) + 1e-3);
  for (let person = 0; person < people; person += 1) {
    let now = whole ? stream.below(6) : 3 * stream.uniform();
    let state = stream.below(states - 1);
    for (let stay = 0; stay < 4; stay += 1) {
      const next = now + step(4);
      const to = stream.below(4) === 0 ? -1 : stream.below(states);
      stays.push([person, now, next, state, to, 0.25 + stream.uniform()]);
      if (to < 0 || to === states - 1) break;
      [now, state] = [next, to];
    }
  }
  const of = (at: number) => Float64Array.from(stays, (stay) => stay[at] as number);
  const names = Array.from({ length: states }, (_, at) => `state ${at}`);
  return { states: names, id: of(0), entry: of(1), time: of(2), from: of(3), to: of(4), weights: of(5) };
}

const anyCareers = fc
  .tuple(
    fc.integer({ min: 1, max: 1e6 }),
    fc.integer({ min: 5, max: 60 }),
    fc.integer({ min: 2, max: 5 }),
    fc.boolean(),
  )
  .map(([seed, people, states, whole]) => randomCareers(seed, people, states, whole));

/** The errors of the only group, by both ways, and at each time the size of the terms that sums make their squares of. */
function bothErrors(data: MultiStateData, clusterOf: (row: number) => number, initialEstimated: boolean) {
  const rows = transitionRows(data, {});
  const layout = layOut(rows, undefined, undefined);
  const span = groupSpan(layout, 0);
  const steps = stateSteps(rows, layout, span, initialShares(rows, layout, span));
  const { codes, count } = denseNames(Float64Array.from(rows.time.keys(), clusterOf));
  const options = { cluster: codes, clusters: count, initialEstimated };
  const [followed, summed] = [errorsByUnit, errorsBySums].map((errors) => errors(rows, layout, span, steps, options));
  const weights = new Float64Array(count);
  for (const [row, unit] of codes.entries()) weights[unit] = (weights[unit] as number) + (rows.weights?.[row] ?? 1);
  const squares = weights.reduce((sum, weight) => sum + weight ** 2, 0);
  return { followed, summed, terms: driftBounds(steps).map((drift) => squares * drift ** 2) } as const;
}

/** At each time, how far any one may have been moved for each unit of weight: by the shares they began with, and by every step since. */
function driftBounds(steps: StateSteps): number[] {
  const states = Array.from({ length: steps.states }, (_, state) => state);
  const pull = (cell: number, state: number) => {
    const share = pullOf(steps, cell, state);
    return Number.isFinite(share) ? share : 0;
  };
  let drift = Math.max(...states.map((state) => pull(0, state)));
  return Array.from(steps.times, (_, cell) => {
    for (const state of states) drift += pull(cell, state) * (1 - (steps.stay[cell * steps.states + state] as number));
    return drift;
  });
}

describe('of any data', () => {
  test('errors by sums over units are those of following every unit', () => {
    fc.assert(
      fc.property(anyCareers, fc.boolean(), fc.integer({ min: 1, max: 9 }), (data, estimated, clusters) => {
        const { followed, summed, terms } = bothErrors(data, (row) => row % clusters, estimated);
        for (const [at, error] of followed?.entries() ?? []) {
          // Variances differ by the rounding of the terms that they are the sum of: at most a third of a unit in 10,000 data sets. Where
          // few with little weight are at risk, terms are large, so that no bound holds for all data.
          const rounding = Number.EPSILON * (terms[Math.floor(at / data.states.length)] as number);
          expect(Math.abs((summed?.[at] as number) ** 2 - error ** 2)).toBeLessThanOrEqual(8 * rounding);
        }
      }),
    );
  });

  test('a share that all have left has no error, whoever enters later', () => {
    // One of little weight leaves the state before the others come, who find nothing in it.
    const entry = [0.5, 1, 1.9, 2.4, 2.6, 2.7, 2.8];
    const data = {
      states: ['here', 'gone'],
      id: Float64Array.from(entry.keys()),
      entry: Float64Array.from(entry),
      time: Float64Array.of(0.6, 2.1, 3.3, 9.4, 5.3, 4.9, 4),
      from: new Float64Array(7),
      to: Float64Array.of(1, -1, 1, -1, 1, 0, 1),
      weights: Float64Array.of(0.28, 0.69, 1.21, 0.31, 1.03, 0.68, 1.19),
    };
    const { summed } = bothErrors(data, (row) => row % 2, false);
    expect([...(summed ?? [])]).toEqual(new Array(14).fill(0));
  });

  test('rows alike count together as they do one by one', () => {
    const stream = randomStream(4);
    const rows = 400;
    const made = {
      time: Float64Array.from({ length: rows }, () => 1 + stream.below(30)),
      event: Uint8Array.from({ length: rows }, () => stream.below(3)),
      weights: Float64Array.from({ length: rows }, () => 0.5 + stream.uniform()),
      causes: ['one', 'two'],
    };
    const checked = transitionRows(made, {});
    const layout = layOut(checked, undefined, undefined);
    const span = groupSpan(layout, 0);
    const steps = stateSteps(checked, layout, span, initialShares(checked, layout, span));
    const followed = errorsByUnit(checked, layout, span, steps, { initialEstimated: false });
    const alike = errorsBySums(checked, layout, span, steps, { initialEstimated: false });
    expect(apart(alike, [...followed])).toBeLessThan(1e-11);
  });

  test('shares add up to 1, and expected times to the horizon', () => {
    fc.assert(
      fc.property(anyCareers, fc.integer({ min: 1, max: 25 }), (data, upTo) => {
        const curve = first(aalenJohansen(data));
        const states = data.states.length;
        for (let at = 0; at < curve.time.length; at += 1) {
          const shares = curve.probability.subarray(at * states, (at + 1) * states);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        }
        const [time] = expectedTimeInStates(data, { upTo });
        expect(time?.mean.reduce((sum, each) => sum + each, 0)).toBeCloseTo(upTo, 9);
      }),
    );
  });

  test('the expected time is the area under the share, and its error what moving each person gives', () => {
    fc.assert(
      fc.property(anyCareers, fc.boolean(), (data, initialEstimated) => {
        const upTo = 12;
        const [found] = expectedTimeInStates(data, { upTo, ...(initialEstimated ? {} : { initialEstimated }) });
        const start = initialEstimated ? {} : { initial: first(aalenJohansen(data)).initial };
        const areaOf = (each: MultiStateData) => {
          const curve = first(aalenJohansen(each, start));
          const inside = [0, ...curve.time.filter((time) => time < upTo), upTo];
          const at = statesAt(curve, inside.slice(0, -1));
          return data.states.map((_, state) =>
            inside
              .slice(0, -1)
              .reduce(
                (sum, time, i) =>
                  sum + ((inside[i + 1] as number) - time) * (at.probability[i * data.states.length + state] as number),
                0,
              ),
          );
        };
        const areas = areaOf(data);
        expect(apart(found?.mean ?? [], areas)).toBeLessThan(1e-10);
        const [ids, weight] = [Float64Array.from(data.id), data.weights as Float64Array];
        const squares = areas.map(() => 0);
        for (const id of new Set(ids)) {
          const moved = (by: number) =>
            areaOf({ ...data, weights: weight.map((each, row) => (ids[row] === id ? each * (1 + by) : each)) });
          const [up, down] = [moved(1e-5), moved(-1e-5)];
          for (const [state, high] of up.entries())
            squares[state] = (squares[state] as number) + ((high - (down[state] as number)) / 2e-5) ** 2;
        }
        for (const [state, square] of squares.entries())
          expect(found?.standardError[state]).toBeCloseTo(Math.sqrt(square), 5);
      }),
      { numRuns: 6 },
    );
  });

  test('with one cause it is 1 - Kaplan-Meier, error and all', () => {
    const data = { time: causes.time, entry, event: causes.event.map((cause) => Math.min(cause, 1)) };
    const [curve] = kaplanMeier(data, { robust: true }).curves;
    const states = first(aalenJohansen({ ...data, causes: ['any'] }));
    const [stay, gone] = [0, 1].map((state) => states.probability.filter((_, at) => at % 2 === state)) as [
      Float64Array,
      Float64Array,
    ];
    expect(apart(stay, [...(curve?.survival ?? [])])).toBeLessThan(1e-12);
    expect(
      apart(
        gone,
        [...(curve?.survival ?? [])].map((share) => 1 - share),
      ),
    ).toBeLessThan(1e-12);
    expect(
      apart(
        states.standardError.filter((_, at) => at % 2 === 1),
        [...(curve?.standardError ?? [])],
      ),
    ).toBeLessThan(1e-10);
  });

  test('from s to u, then from u to t, is from s to t', () => {
    fc.assert(
      fc.property(anyCareers, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 8 }), (data, from, length) => {
        const states = data.states.length;
        const [early, late, whole] = [
          transitionProbabilities(data, { from, to: [from + length] })[0]?.probability,
          transitionProbabilities(data, { from: from + length, to: [from + 2 * length] })[0]?.probability,
          transitionProbabilities(data, { from, to: [from + 2 * length] })[0]?.probability,
        ] as [Float64Array, Float64Array, Float64Array];
        for (let row = 0; row < states; row += 1) {
          for (let column = 0; column < states; column += 1) {
            let sum = 0;
            for (let each = 0; each < states; each += 1)
              sum += (early[row * states + each] as number) * (late[each * states + column] as number);
            expect(whole[row * states + column]).toBeCloseTo(sum, 12);
          }
        }
      }),
    );
  });

  test('stays cut in two, rows in another order and another unit of time change nothing', () => {
    fc.assert(
      fc.property(anyCareers, fc.integer({ min: 1, max: 1e6 }), (data, seed) => {
        const curve = first(aalenJohansen(data));
        const rows = Array.from({ length: data.time.length }, (_, row) => row);
        const entries = data.entry as Float64Array;
        const cut = rows.flatMap((row) => {
          const middle = ((entries[row] as number) + (data.time[row] as number)) / 2;
          return [
            { row, entry: entries[row] as number, time: middle, to: -1 },
            { row, entry: middle, time: data.time[row] as number, to: data.to[row] as number },
          ];
        });
        const order = Int32Array.from(cut.keys());
        randomStream(seed).shuffle(order);
        const made = Array.from(order, (at) => cut[at] as (typeof cut)[number]);
        const again = first(
          aalenJohansen({
            states: data.states,
            id: made.map(({ row }) => data.id[row] as number),
            entry: Float64Array.from(made, (each) => each.entry * 1.7),
            time: Float64Array.from(made, (each) => each.time * 1.7),
            from: made.map(({ row }) => data.from?.[row] as number),
            to: made.map(({ to }) => to),
            weights: Float64Array.from(made, ({ row }) => data.weights?.[row] as number),
          }),
        );
        expect(
          apart(
            again.time,
            [...curve.time].map((time) => 1.7 * time),
          ),
        ).toBeLessThan(1e-12);
        for (const column of [
          'probability',
          'standardError',
          'atRisk',
          'events',
          'censored',
          'cumulativeHazard',
        ] as const) {
          expect(apart(again[column], [...curve[column]])).toBeLessThan(1e-9);
        }
      }),
    );
  });

  test('moves are counted once, and everybody ends somewhere', () => {
    const data = randomCareers(8, 200, 4, true);
    const { moves, censored } = transitionTable(data);
    const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
    const real = Array.from(data.to).filter((to, row) => to >= 0 && to !== data.from?.[row]).length;
    expect(total(moves)).toBe(real);
    const lost = Array.from(data.to).filter((to) => to < 0).length;
    expect(total(censored)).toBe(lost);
  });
});
