// clew statistics gap: how much of a gap between two groups is what their members are like.
import { decomposeGap, type Estimate, type GapFamily, type GapOptions, parseFormula } from '@clew/statistics';
import { Refused } from '../failure.ts';
import { type Answer, figures, percent, probability, range, rowsLine, shown } from './answer.ts';
import { type FormulaColumn, formulaColumns } from './formula-columns.ts';
import { columnKinds, columnLines, modelColumns, outcomeOf } from './model-columns.ts';
import type { CsvRows } from './read-csv.ts';
import { categoriesOf, keepRows, levelNamed, numbersOf } from './rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from './run.ts';

export interface GapCommandOptions extends StatisticsOptions {
  readonly formula: string;
  readonly group: string;
  readonly first: string;
  readonly second: string;
  readonly family: GapFamily;
  readonly cluster?: string;
  readonly weights?: string;
  readonly reference: NonNullable<GapOptions['reference']>;
}

export function gapAnalysis(options: GapCommandOptions, header: readonly string[]): Analysis {
  const { formula, group, cluster, weights } = options;
  const terms = formulaColumns(formula, header, [group, cluster, weights]);
  if (terms.some(({ name }) => name === group)) {
    throw new Refused('group-in-formula', `--formula names the group, ${group}.`, 'Leave it out of the formula.');
  }
  return {
    columns: [...namedColumns({ group, cluster, weights }), ...terms],
    places: { [own.group]: group, [own.cluster]: cluster, [own.weights]: weights },
    answer: (rows) => gapAnswer(rows, terms, options),
  };
}

/** The group and what else the decomposition finds by name, under names that no column of the formula has. */
const own = { group: '(group)', cluster: '(cluster)', weights: '(weights)' } as const;

/** The decomposition, and the columns of the rows that it compares. */
function decomposed(rows: CsvRows, terms: readonly FormulaColumn[], options: GapCommandOptions) {
  const { formula, group, family, reference, confidence, cluster, weights } = options;
  const { levels, codes } = categoriesOf(rows, group);
  const [first, second] = [levelNamed(levels, group, options.first), levelNamed(levels, group, options.second)];
  const compared = keepRows(rows, (row) => [first, second].includes(levels[codes[row] as number] ?? ''));
  const data = modelColumns(compared, terms);
  // All rows are handed on, so that what is refused is said of the file's own.
  const columns = {
    ...modelColumns(rows, terms),
    [own.group]: { levels, codes },
    ...(cluster === undefined ? {} : { [own.cluster]: categoriesOf(rows, cluster) }),
    ...(weights === undefined ? {} : { [own.weights]: numbersOf(rows, weights) }),
  };
  const found = decomposeGap(parseFormula(formula, Object.keys(data)), columns, {
    group: own.group,
    first,
    second,
    family,
    reference,
    confidence,
    ...(cluster === undefined ? {} : { cluster: own.cluster }),
    ...(weights === undefined ? {} : { weights: own.weights }),
  });
  return { found, first, second, data, compared: compared.fileRows.length };
}

function gapAnswer(rows: CsvRows, terms: readonly FormulaColumn[], options: GapCommandOptions): Answer {
  const { formula, family, reference, confidence } = options;
  const { found, first, second, data, compared } = decomposed(rows, terms, options);
  const otherGroups = rows.fileRows.length - compared;
  return {
    result: {
      confidence,
      family,
      reference,
      first,
      second,
      columns: columnKinds(data),
      ...found,
      rowsOmitted: rows.omitted,
      otherGroups,
    },
    lines: [
      rowsLine(compared, rows.omitted, otherGroups === 0 ? '' : `, ${otherGroups} of other groups`),
      ...columnLines(data, outcomeOf(formula)),
      '',
      shown(
        [
          { group: first, rows: found.firstRows, mean: found.firstMean },
          { group: second, rows: found.secondRows, mean: found.secondMean },
        ],
        [
          { title: 'group', cell: (line) => line.group },
          figures('rows', (line) => line.rows),
          figures(family === 'poisson' ? 'rate' : family === 'binomial' ? 'share' : 'mean', ({ mean }) => mean),
        ],
      ),
      '',
      partTable(
        [
          { part: `gap, ${first} less ${second}`, ...found.gap },
          { part: 'composition', ...found.composition },
          ...found.terms.map((term) => ({ part: `  ${term.term}`, ...term })),
          { part: 'remainder', ...found.remainder },
        ],
        confidence,
      ),
      '',
      'The remainder is no measure of discrimination: whatever the model lacks is in it too.',
    ],
  };
}

function partTable(parts: readonly (Estimate & { readonly part: string })[], confidence: number): string {
  return shown(parts, [
    { title: 'part', cell: ({ part }) => part },
    figures('estimate', ({ estimate }) => estimate),
    { title: `${percent(confidence)} interval`, align: 'right', cell: ({ low, high }) => range(low, high) },
    { title: 'p', align: 'right', cell: ({ pValue }) => probability(pValue) },
  ]);
}
