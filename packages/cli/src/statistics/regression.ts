// clew statistics regression: how an outcome goes with what people are and do.
import {
  averageMarginalEffects,
  type CoefficientTable,
  type FamilyName,
  type GeneralisedLinearModel,
  generalisedLinearModel,
  type LinkName,
  type MarginalEffect,
  type NamedColumns,
  robustCoefficients,
  waldIntervals,
} from '@clew/statistics';
import { type Answer, figure, figures, percent, probability, range, rowsLine, shown } from './answer.ts';
import { formulaColumns } from './formula-columns.ts';
import { columnKinds, columnLines, modelColumns, outcomeOf } from './model-columns.ts';
import type { CsvRows } from './read-csv.ts';
import { categoriesOf, numbersOf } from './rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from './run.ts';

export interface RegressionCommandOptions extends StatisticsOptions {
  readonly formula: string;
  readonly family: FamilyName;
  readonly link?: LinkName;
  readonly weights?: string;
  readonly cluster?: string;
  readonly marginal?: true;
}

export function regressionAnalysis(options: RegressionCommandOptions, header: readonly string[]): Analysis {
  const { formula, weights, cluster } = options;
  const terms = formulaColumns(formula, header, [weights, cluster]);
  return {
    columns: [...namedColumns({ weights, cluster }), ...terms],
    places: { weights, cluster },
    answer: (rows) => regressionAnswer(rows, modelColumns(rows, terms), options),
  };
}

/** The model with errors by the likelihood, or by cluster. */
interface Fitted {
  readonly model: GeneralisedLinearModel;
  readonly table: CoefficientTable;
}

function fitted(rows: CsvRows, data: NamedColumns, options: RegressionCommandOptions): Fitted {
  const { formula, family, link, weights, cluster } = options;
  const model = generalisedLinearModel(formula, data, {
    family,
    ...(link && { link }),
    ...(weights === undefined ? {} : { weights: numbersOf(rows, weights) }),
  });
  if (cluster === undefined) return { model, table: model };
  return { model, table: robustCoefficients(model, { cluster: categoriesOf(rows, cluster) }) };
}

interface CoefficientRow {
  readonly name: string;
  readonly coefficient: number;
  readonly standardError: number;
  readonly statistic: number;
  readonly pValue: number;
  readonly low: number;
  readonly high: number;
}

function coefficientRows({ model, table }: Fitted, confidence: number): readonly CoefficientRow[] {
  const { low, high } = waldIntervals({ ...model, ...table }, { confidence });
  return table.names.map((name, at) => ({
    name,
    coefficient: table.coefficients[at] as number,
    standardError: table.standardErrors[at] as number,
    statistic: table.statistics[at] as number,
    pValue: table.pValues[at] as number,
    low: low[at] as number,
    high: high[at] as number,
  }));
}

/** What exp of a coefficient is, where it is something that people name. */
function ratioName({ link, family }: GeneralisedLinearModel): string | undefined {
  if (link === 'logit') return 'odds ratio';
  if (link === 'cloglog') return 'hazard ratio';
  if (link !== 'log') return undefined;
  return family === 'binomial' || family === 'quasibinomial' ? 'risk ratio' : 'rate ratio';
}

function regressionAnswer(rows: CsvRows, data: NamedColumns, options: RegressionCommandOptions): Answer {
  const { formula, confidence, cluster, marginal } = options;
  const both = fitted(rows, data, options);
  const { model, table } = both;
  const coefficients = coefficientRows(both, confidence);
  const effects =
    marginal && averageMarginalEffects(model, data, { confidence, ...marginalOptions(rows, table, options) });
  const ratio = ratioName(model);
  return {
    result: {
      rows: model.rows,
      rowsOmitted: rows.omitted,
      family: model.family,
      link: model.link,
      confidence,
      robust: cluster !== undefined,
      columns: columnKinds(data),
      coefficients,
      covariance: table.covariance,
      deviance: model.deviance,
      nullDeviance: model.nullDeviance,
      residualDegreesOfFreedom: model.residualDegreesOfFreedom,
      nullDegreesOfFreedom: model.nullDegreesOfFreedom,
      logLikelihood: model.logLikelihood,
      akaikeInformation: model.akaikeInformation,
      dispersion: model.dispersion,
      marginalEffects: effects,
    },
    lines: [
      rowsLine(model.rows, rows.omitted, `; ${model.family} with the ${model.link} link`),
      ...columnLines(data, outcomeOf(formula)),
      '',
      coefficientTable(coefficients, ratio, confidence),
      ...(cluster === undefined ? [] : [`Robust standard errors, by ${cluster}.`]),
      '',
      `Deviance ${figure(model.deviance)} on ${model.residualDegreesOfFreedom}, without terms ${figure(model.nullDeviance)} on ${model.nullDegreesOfFreedom}; AIC ${figure(model.akaikeInformation)}`,
      ...(effects
        ? ['', 'Average marginal effects, on the scale of the outcome:', effectTable(effects, confidence)]
        : []),
    ],
  };
}

function marginalOptions(rows: CsvRows, table: CoefficientTable, { weights, cluster }: RegressionCommandOptions) {
  return {
    ...(weights === undefined ? {} : { weights: numbersOf(rows, weights) }),
    ...(cluster === undefined ? {} : { covariance: table.covariance }),
  };
}

function coefficientTable(lines: readonly CoefficientRow[], ratio: string | undefined, confidence: number): string {
  const read = (value: number) => (ratio === undefined ? value : Math.exp(value));
  return shown(lines, [
    { title: 'term', cell: ({ name }) => name },
    ...(ratio === undefined ? [] : [figures<CoefficientRow>(ratio, ({ coefficient }) => Math.exp(coefficient))]),
    ...(ratio === undefined ? [figures<CoefficientRow>('coefficient', ({ coefficient }) => coefficient)] : []),
    {
      title: `${percent(confidence)} interval`,
      align: 'right',
      cell: ({ low, high }) => range(read(low), read(high)),
    },
    { title: 'p', align: 'right', cell: ({ pValue }) => probability(pValue) },
    ...(ratio === undefined ? [] : [figures<CoefficientRow>('coefficient', ({ coefficient }) => coefficient)]),
    figures('standard error', ({ standardError }) => standardError),
  ]);
}

function effectTable(effects: readonly MarginalEffect[], confidence: number): string {
  return shown(effects, [
    { title: 'term', cell: ({ name }) => name },
    figures('effect', ({ effect }) => effect),
    { title: `${percent(confidence)} interval`, align: 'right', cell: ({ low, high }) => range(low, high) },
    { title: 'p', align: 'right', cell: ({ pValue }) => probability(pValue) },
  ]);
}
