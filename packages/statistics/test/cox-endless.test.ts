// When a Cox likelihood has no maximum: the rule against its definition, and against the likelihood's own slope far out.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEndless } from '../src/cox/endless.ts';
import { prepareCoxModel } from '../src/cox/prepare.ts';
import { riskSetsOf } from '../src/cox/risk-sets.ts';
import { type CoxData, type CoxDesign, coxRegression } from '../src/index.ts';
import { anyRows, fitOrNull, naiveLogLikelihood } from './cox-data.ts';

const directions = fc.constantFrom([1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, 2], [2, -1]);
// Few rows, so that chance makes likelihoods without a maximum.
const fewRows = fc.tuple(anyRows, fc.integer({ min: 3, max: 7 })).map(([{ data, design }, count]) => {
  const first = <Values extends Float64Array | Uint8Array | Int32Array>(values: Values) =>
    values.slice(0, count) as Values;
  const few: CoxData = {
    time: first(data.time),
    event: first(data.event),
    ...(data.entry === undefined ? {} : { entry: first(data.entry) }),
    ...(data.strata === undefined ? {} : { strata: { ...data.strata, codes: first(data.strata.codes) } }),
  };
  return { data: few, design: { ...design, columns: design.columns.map(first) } as CoxDesign };
});

test('a direction is endless where the likelihood rises along it for ever', () => {
  let [endless, bounded] = [0, 0];
  fc.assert(
    fc.property(fewRows, directions, fc.constantFrom('efron', 'exact'), ({ data, design }, direction, ties) => {
      fc.pre(data.event.includes(1));
      const model = prepareCoxModel(data, design, { ties: ties as 'efron' });
      const sets = riskSetsOf(model);
      const standardised = Float64Array.from(direction, (each, at) => each * (sets.scale[at] as number));
      const far = (distance: number) =>
        naiveLogLikelihood(
          data,
          design,
          direction.map((each) => each * distance),
          ties,
        );
      // Values lie 0.1 apart at least, so that far out the likelihood is level where it is endless (or flat), and falls where it is not.
      const rises = Math.abs(far(140) - far(110)) < 1e-3;
      const flat = Math.abs(far(110) - far(0)) < 1e-9;
      const found = isEndless(sets, standardised, ties === 'exact');
      expect(found).toBe(rises && !flat);
      if (found) endless += 1;
      else bounded += 1;
    }),
    { numRuns: 600 },
  );
  expect(Math.min(endless, bounded)).toBeGreaterThan(20);
});

test('a model is refused as separated only where some direction is endless, and then within the steps allowed', () => {
  let refused = 0;
  fc.assert(
    fc.property(fewRows, ({ data, design }) => {
      fc.pre(data.event.includes(1));
      const one = { names: ['x'], columns: [design.columns[0] as Float64Array] };
      let separated = false;
      try {
        coxRegression(data, one);
      } catch (error) {
        separated = (error as { code?: string }).code === 'separated';
        if (!separated) return;
      }
      const sets = riskSetsOf(prepareCoxModel(data, one));
      const truth = [1, -1].some((each) => isEndless(sets, Float64Array.of(each), false));
      expect(separated).toBe(truth);
      refused += separated ? 1 : 0;
    }),
    { numRuns: 400 },
  );
  expect(refused).toBeGreaterThan(20);
  expect(
    fitOrNull(
      { time: Float64Array.of(1, 2), event: Uint8Array.of(1, 1) },
      { names: ['x'], columns: [Float64Array.of(1, 0)] },
    ),
  ).toBeNull();
});
