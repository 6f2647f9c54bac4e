// clew statistics cox: what multiplies the hazard of an event, and whether it does so all the time.
import {
  baselineHazard,
  type CoxFit,
  type CoxTies,
  coxConcordance,
  coxRegression,
  hazardRatios,
  type NamedColumns,
  proportionalHazardsTest,
} from '@clew/statistics';
import { type Answer, chiSquaredLine, figure, rowsLine } from '../answer.ts';
import { columnKinds, columnLines, modelColumns } from '../model-columns.ts';
import type { CsvRows } from '../read-csv.ts';
import { categoriesOf, eventChoice, eventsOf } from '../rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from '../run.ts';
import { hazardColumns, hazardDesign } from './hazard-formula.ts';
import { ratioTable } from './tables.ts';
import { timesOf } from './time-columns.ts';

export interface CoxCommandOptions extends StatisticsOptions {
  readonly time: string;
  readonly event: string;
  readonly entry?: string;
  readonly formula: string;
  readonly strata?: string;
  readonly cluster?: string;
  readonly weights?: string;
  readonly ties: CoxTies;
  readonly transform: 'km' | 'rank' | 'identity' | 'log';
}

export function coxAnalysis(options: CoxCommandOptions, header: readonly string[]): Analysis {
  const { time, entry, formula, strata, cluster, weights } = options;
  const event = eventChoice(options.event, header);
  const own = { time, event: event.column, entry, strata, cluster, weights };
  const terms = hazardColumns(formula, header, Object.values(own), { strata: '--strata', cluster: '--cluster' });
  return {
    columns: [...namedColumns(own), ...terms],
    places: { time, event: event.column, entry, strata, cluster, weights },
    answer: (rows) => coxAnswer(rows, fitted(rows, eventsOf(rows, event), modelColumns(rows, terms), options), options),
  };
}

interface Fitted {
  readonly fit: CoxFit;
  readonly data: NamedColumns;
}

function fitted(rows: CsvRows, event: Uint8Array, data: NamedColumns, options: CoxCommandOptions): Fitted {
  const { formula, strata, cluster, ties } = options;
  const design = hazardDesign(formula, data);
  const fit = coxRegression(
    {
      ...timesOf(rows, options),
      event,
      ...(strata === undefined ? {} : { strata: categoriesOf(rows, strata) }),
      ...(cluster === undefined ? {} : { cluster: categoriesOf(rows, cluster) }),
      ...(design.offset === undefined ? {} : { offset: design.offset }),
    },
    design,
    { ties },
  );
  return { fit, data };
}

function coxAnswer(rows: CsvRows, { fit, data }: Fitted, options: CoxCommandOptions): Answer {
  const { confidence, ties, cluster, transform } = options;
  const ratios = hazardRatios(fit, { confidence });
  const proportional = proportionalHazardsTest(fit, { transform });
  const concordance = coxConcordance(fit);
  const robust = fit.naiveCovariance !== undefined;
  const { likelihoodRatio, wald, score, robustScore } = fit.tests;
  return {
    result: {
      rows: fit.rows,
      rowsOmitted: rows.omitted,
      events: fit.events,
      confidence,
      ties,
      robust,
      columns: columnKinds(data),
      hazardRatios: ratios,
      covariance: fit.covariance,
      logLikelihood: fit.logLikelihood,
      akaikeInformation: fit.akaikeInformation,
      tests: fit.tests,
      concordance,
      proportionalHazards: { transform, ...proportional },
      baseline: baselineHazard(fit, { centred: false }),
    },
    lines: [
      rowsLine(fit.rows, rows.omitted, `, ${fit.events} events; Cox, ties by ${ties}`),
      ...columnLines(data),
      '',
      ratioTable(ratios, confidence),
      ...(robust ? [`Robust standard errors${cluster === undefined ? '' : `, by ${cluster}`}.`] : []),
      '',
      chiSquaredLine('Likelihood ratio test', likelihoodRatio),
      chiSquaredLine('Wald test', wald),
      chiSquaredLine('Score (log-rank) test', score),
      ...(robustScore ? [chiSquaredLine('Robust score test', robustScore)] : []),
      `Concordance: ${figure(concordance.concordance)}, standard error ${figure(concordance.standardError)}`,
      '',
      'Are the hazards proportional? A small p speaks against it.',
      ...proportional.terms.map((test) => chiSquaredLine(`  ${test.name}`, test)),
      chiSquaredLine('  all together', proportional.all),
    ],
  };
}
