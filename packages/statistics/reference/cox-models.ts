// The Cox models of the references, as columns: what R's formulas make of its data.
import { type CoxData, type CoxDesign, type CoxFit, type CoxOptions, coxRegression, factor } from '../src/index.ts';
import { referenceData } from './reference-file.ts';

type Row = Readonly<Record<string, string | null>>;

/** The named cells as numbers; an empty one is NaN. */
export function numbersOf(rows: readonly Row[], name: string): Float64Array {
  return Float64Array.from(rows, (row) => (row[name] === null ? Number.NaN : Number(row[name])));
}

/** Columns of 0 and 1, one for each level but the first. */
export function dummies(rows: readonly Row[], name: string, levels: readonly string[]): Float64Array[] {
  return levels.slice(1).map((level) => Float64Array.from(rows, (row) => (row[name] === level ? 1 : 0)));
}

export interface ReferenceModel {
  readonly data: CoxData;
  readonly design: CoxDesign;
  readonly options: CoxOptions;
}

/** A model fitted as tightly as doubles allow, and stopped where R's `coxph` stops by default. */
export function fits({ data, design, options }: ReferenceModel): { readonly tight: CoxFit; readonly stopped: CoxFit } {
  return {
    tight: coxRegression(data, design, options),
    stopped: coxRegression(data, design, { ...options, tolerance: 1e-9 }),
  };
}

/** The models by the names of coxph.json. */
export function referenceModels(): Readonly<Record<string, ReferenceModel>> {
  const lung = referenceData('lung.csv');
  const scored = lung.filter((row) => row['ph.ecog'] !== null);
  const synth = referenceData('synth_surv.csv');
  const unweighted = synthModel(synth, '1');
  return {
    lung_efron: lungModel(scored, ['age', 'sex', 'ph.ecog']),
    lung_breslow: lungModel(scored, ['age', 'sex', 'ph.ecog'], { ties: 'breslow' }),
    lung_exact: lungModel(scored, ['age', 'sex', 'ph.ecog'], { ties: 'exact' }),
    lung_factor_ecog: { ...lungModel(scored, []), design: factorDesign(scored) },
    lung_strata_sex: withStrata(lungModel(scored, ['age', 'ph.ecog']), scored, 'sex'),
    lung_robust_inst: withClusters(scored.filter((row) => row['inst'] !== null)),
    lung_interaction: { ...lungModel(lung, []), design: interactionDesign(lung) },
    synth_weighted: { ...unweighted, data: { ...unweighted.data, weights: numbersOf(synth, 'weight') } },
    synth_unweighted: unweighted,
    synth_breslow: { ...unweighted, options: { ties: 'breslow' } },
    synth_cause_exit: synthModel(synth, '2'),
  };
}

function lungModel(rows: readonly Row[], names: readonly string[], options: CoxOptions = {}): ReferenceModel {
  return {
    data: { time: numbersOf(rows, 'time'), event: Uint8Array.from(rows, (row) => Number(row['status']) - 1) },
    design: { names, columns: names.map((name) => numbersOf(rows, name)) },
    options,
  };
}

function factorDesign(rows: readonly Row[]): CoxDesign {
  return {
    names: ['age', 'factor(sex)2', 'factor(ph.ecog)1', 'factor(ph.ecog)2', 'factor(ph.ecog)3'],
    columns: [
      numbersOf(rows, 'age'),
      ...dummies(rows, 'sex', ['1', '2']),
      ...dummies(rows, 'ph.ecog', ['0', '1', '2', '3']),
    ],
    terms: [
      { name: 'age', columns: [0] },
      { name: 'factor(sex)', columns: [1] },
      { name: 'factor(ph.ecog)', columns: [2, 3, 4] },
    ],
  };
}

function interactionDesign(rows: readonly Row[]): CoxDesign {
  const [age, sex] = [numbersOf(rows, 'age'), numbersOf(rows, 'sex')];
  return {
    names: ['age', 'sex', 'age:sex'],
    columns: [age, sex, age.map((years, row) => years * (sex[row] as number))],
  };
}

function withStrata(model: ReferenceModel, rows: readonly Row[], name: string): ReferenceModel {
  return { ...model, data: { ...model.data, strata: factor(rows.map((row) => row[name] ?? null)) } };
}

function withClusters(rows: readonly Row[]): ReferenceModel {
  const model = lungModel(rows, ['age', 'sex', 'ph.ecog']);
  return { ...model, data: { ...model.data, cluster: factor(rows.map((row) => row['inst'] ?? null)) } };
}

export const synthDesign = (rows: readonly Row[]): CoxDesign => ({
  names: ['sebintermediate', 'sebworking', 'female', 'age'],
  columns: [
    ...dummies(rows, 'seb', ['professional', 'intermediate', 'working']),
    numbersOf(rows, 'female'),
    numbersOf(rows, 'age'),
  ],
  terms: [
    { name: 'seb', columns: [0, 1] },
    { name: 'female', columns: [2] },
    { name: 'age', columns: [3] },
  ],
});

function synthModel(rows: readonly Row[], status: string): ReferenceModel {
  return {
    data: { time: numbersOf(rows, 'time'), event: Uint8Array.from(rows, (row) => (row['status'] === status ? 1 : 0)) },
    design: synthDesign(rows),
    options: {},
  };
}
