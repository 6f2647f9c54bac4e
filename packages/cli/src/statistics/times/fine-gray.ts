// clew statistics fine-gray: what multiplies the hazard of one end among several, those who came to another staying at risk.
import {
  type CompetingData,
  type CoxDesign,
  coxDesign,
  coxRegression,
  expandedDesign,
  fineGrayRegression,
  fineGrayRows,
  hazardRatios,
} from '@clew/statistics';
import { Refused } from '../../failure.ts';
import { type Answer, chiSquaredLine, rowsLine } from '../answer.ts';
import { formulaColumns } from '../formula-columns.ts';
import { columnKinds, columnLines, modelColumns } from '../model-columns.ts';
import type { CsvRows } from '../read-csv.ts';
import { levelNamed } from '../rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from '../run.ts';
import { ratioTable, requireTermsOnly } from './cox.ts';
import { type CauseOptions, causesOf } from './incidence.ts';
import { timesOf } from './survival.ts';

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
  requireTermsOnly(formula);
  const own = { time, event, entry, weights };
  const terms = formulaColumns(formula, header, Object.values(own));
  if (terms.length === 0) {
    throw new Refused('formula-invalid', '--formula: it names no column.', "Name some, as 'seb + grade'.");
  }
  return {
    columns: [...namedColumns(own), ...terms],
    mayBeEmpty: censored === '' ? [event] : [],
    places: { time, event, entry, weights },
    answer: (rows) => {
      const columns = modelColumns(rows, terms);
      const data: CompetingData = { ...timesOf(rows, options), ...causesOf(rows, options) };
      const cause = levelNamed(data.causes, event, options.cause);
      const design = coxDesign(formula.includes('~') ? formula : `~ ${formula}`, columns);
      return fineGrayAnswer(
        rows,
        { ...fitted(data, design, cause), columns: columnKinds(columns) },
        [...columnLines(columns)],
        options,
      );
    },
  };
}

/** As cmprsk::crr; with delayed entry or weights as a Cox model of survival::finegray's rows, with robust errors. */
function fitted(data: CompetingData, design: CoxDesign, cause: string) {
  const kind = data.causes.indexOf(cause) + 1;
  const counts = { cause, competing: data.event.filter((each) => each !== 0 && each !== kind).length };
  if (data.entry === undefined && data.weights === undefined) {
    const fit = fineGrayRegression(data, design, { cause });
    return { ...counts, fit, events: fit.events, test: fit.likelihoodRatio, testName: 'Likelihood ratio test' };
  }
  const persons = { levels: [...data.time.keys()].map(String), codes: Int32Array.from(data.time.keys()) };
  const rows = fineGrayRows({ ...data, persons }, cause);
  const cluster = { levels: persons.levels, codes: rows.row };
  const weighted = { time: rows.stop, entry: rows.start, event: rows.event, weights: rows.weight, cluster };
  const fit = coxRegression(weighted, expandedDesign(design, rows), { missing: 'omit' });
  return { ...counts, fit, events: fit.events, test: fit.tests.wald, testName: 'Wald test' };
}

type Fitted = ReturnType<typeof fitted> & { readonly columns: ReturnType<typeof columnKinds> };

function fineGrayAnswer(
  rows: CsvRows,
  { fit, cause, events, competing, test, testName, columns }: Fitted,
  columnsRead: readonly string[],
  { confidence }: FineGrayCommandOptions,
): Answer {
  const ratios = hazardRatios(fit, { confidence });
  return {
    result: {
      rows: rows.fileRows.length,
      rowsOmitted: rows.omitted,
      cause,
      events,
      competing,
      confidence,
      columns,
      hazardRatios: ratios,
      covariance: fit.covariance,
      logLikelihood: fit.logLikelihood,
      test: { name: testName, ...test },
    },
    lines: [
      rowsLine(
        rows.fileRows.length,
        rows.omitted,
        `, ${events} came to ${cause}, ${competing} to another end; Fine and Gray, subdistribution hazards`,
      ),
      ...columnsRead,
      '',
      ratioTable(ratios, confidence),
      '',
      chiSquaredLine(testName, test),
    ],
  };
}
