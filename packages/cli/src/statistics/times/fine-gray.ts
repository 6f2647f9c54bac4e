// clew statistics fine-gray: what multiplies the hazard of one end among several, those who came to another staying at risk.
import {
  type CompetingData,
  type CoxDesign,
  coxRegression,
  expandedDesign,
  fineGrayRegression,
  fineGrayRows,
  hazardRatios,
  type NamedColumns,
} from '@clew/statistics';
import { type Answer, chiSquaredLine, rowsLine } from '../answer.ts';
import { columnKinds, columnLines, modelColumns } from '../model-columns.ts';
import type { CsvRows } from '../read-csv.ts';
import { levelNamed } from '../rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from '../run.ts';
import { hazardColumns, hazardDesign } from './hazard-formula.ts';
import { ratioTable } from './tables.ts';
import { type CauseOptions, causesOf, timesOf } from './time-columns.ts';

export interface FineGrayCommandOptions extends StatisticsOptions, CauseOptions {
  readonly time: string;
  readonly entry?: string;
  readonly weights?: string;
  /** The end of interest. */
  readonly cause: string;
  readonly formula: string;
}

export function fineGrayAnalysis(options: FineGrayCommandOptions, header: readonly string[]): Analysis {
  const { time, event, entry, weights, formula, censored } = options;
  const own = { time, event, entry, weights };
  const noTerms = { strata: undefined, cluster: undefined, offset: undefined };
  const terms = hazardColumns(formula, header, Object.values(own), noTerms);
  return {
    columns: [...namedColumns(own), ...terms],
    mayBeEmpty: censored === '' ? [event] : [],
    places: { time, event, entry, weights },
    answer: (rows) => {
      const columns = modelColumns(rows, terms);
      const data: CompetingData = { ...timesOf(rows, options), ...causesOf(rows, options) };
      const cause = levelNamed(data.causes, event, options.cause);
      return fineGrayAnswer(rows, columns, fitted(data, hazardDesign(formula, columns), cause), options);
    },
  };
}

type Fitted = ReturnType<typeof fitted>;

/** As cmprsk::crr; with delayed entry or weights as a Cox model of survival::finegray's rows, with robust errors. */
function fitted(data: CompetingData, design: CoxDesign, cause: string) {
  const kind = data.causes.indexOf(cause) + 1;
  const competing = data.event.filter((each) => each !== 0 && each !== kind).length;
  if (data.entry === undefined && data.weights === undefined) {
    const fit = fineGrayRegression(data, design, { cause });
    return { cause, competing, fit, test: { name: 'Likelihood ratio test', ...fit.likelihoodRatio } };
  }
  const persons = { levels: [...data.time.keys()].map(String), codes: Int32Array.from(data.time.keys()) };
  const rows = fineGrayRows({ ...data, persons }, cause);
  const cluster = { levels: persons.levels, codes: rows.row };
  const weighted = { time: rows.stop, entry: rows.start, event: rows.event, weights: rows.weight, cluster };
  // A row that nobody is left to stand for has no weight (NaN), and tells nothing.
  const fit = coxRegression(weighted, expandedDesign(design, rows), { missing: 'omit' });
  return { cause, competing, fit, test: { name: 'Wald test', ...fit.tests.wald } };
}

function fineGrayAnswer(
  rows: CsvRows,
  columns: NamedColumns,
  { fit, cause, competing, test }: Fitted,
  { confidence }: FineGrayCommandOptions,
): Answer {
  const ratios = hazardRatios(fit, { confidence });
  return {
    result: {
      rows: rows.fileRows.length,
      rowsOmitted: rows.omitted,
      cause,
      events: fit.events,
      competing,
      confidence,
      columns: columnKinds(columns),
      hazardRatios: ratios,
      covariance: fit.covariance,
      logLikelihood: fit.logLikelihood,
      test,
    },
    lines: [
      rowsLine(
        rows.fileRows.length,
        rows.omitted,
        `, ${fit.events} came to ${cause}, ${competing} to another end; Fine and Gray, subdistribution hazards`,
      ),
      ...columnLines(columns),
      '',
      ratioTable(ratios, confidence),
      '',
      chiSquaredLine(test.name, test),
    ],
  };
}
