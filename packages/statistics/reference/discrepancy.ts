// Discrepancy analysis beside TraMineR.
import {
  type AssociationStatistics,
  compareGroups,
  type DiscrepancyAssociation,
  discrepancy,
  discrepancyAssociation,
  discrepancyOverTime,
  discrepancyTree,
  distancesToCentre,
  factorialDiscrepancy,
  type TreeNode,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { type DistanceName, referenceDistances, referenceFactor, referenceWeights } from './reference-distances.ts';
import { referenceFile } from './reference-file.ts';
import { sequenceObject } from './sequence-objects.ts';

const file = () => referenceFile('discrepancy.json');
const numbers = (...path: readonly (string | number)[]) => file().numbers(...path);
const names: readonly DistanceName[] = ['mvad_OM_CONSTANT', 'mvad_OM_TRATE', 'synth_OM_TRATE'];

function* discrepancyCases(): Iterable<Case> {
  for (const name of names) {
    const distances = referenceDistances(name);
    yield { name, ours: discrepancy(distances), theirs: numbers(name, 'dissvar') };
    if (name === 'synth_OM_TRATE') continue;
    const weights = referenceWeights(name);
    yield { name: `${name} weighted`, ours: discrepancy(distances, { weights }), theirs: numbers(name, 'dissvar_w') };
    const theirs = numbers(name, 'dissvar_squared');
    yield { name: `${name} squared`, ours: discrepancy(distances, { squared: true }), theirs };
  }
}

function* centreCases(): Iterable<Case> {
  for (const name of names.filter((each) => each !== 'synth_OM_TRATE')) {
    const { distances, medoids } = distancesToCentre(referenceDistances(name));
    yield { name: `${name} distances`, ours: distances.slice(0, 20), theirs: numbers(name, 'center20') };
    yield { name: `${name} medoid`, ours: medoids.map((medoid) => medoid + 1), theirs: numbers(name, 'medoid') };
  }
}

const statisticsOf = (found: AssociationStatistics): number[] => [
  found.pseudoF,
  found.pseudoFBrownForsythe,
  found.pseudoR2,
  found.bartlett,
  found.levene,
];
const statisticLabels = 'Pseudo F,Pseudo Fbf,Pseudo R2,Bartlett,Levene';

function requireLabels(ours: readonly string[] | string, ...path: readonly string[]): void {
  if (String(file().value(...path)) !== String(ours)) throw new Error(`${path.join(' ')}: the labels differ`);
}

function* associationCases(): Iterable<Case> {
  for (const name of names) {
    for (const key of file().keys(name)) {
      const [, column, kind] = /^by_([a-z0-9]+?)(_weighted|_R1000_seed1)?$/.exec(key) ?? [];
      if (column === undefined) continue;
      const weighted =
        kind === '_weighted' ? { weights: referenceWeights(name), weightPermutation: 'diss' as const } : {};
      const group = referenceFactor(name, column);
      const found = discrepancyAssociation(referenceDistances(name), group, { permutations: 1, ...weighted });
      yield* tableCases(`${name} ${key}`, found, [name, key]);
      const p = file().value(name, key, 'stat', 'p.value') as readonly (number | null)[];
      // With one permutation there is no p-value in either; those of 1,000 are compared by distribution in test/.
      if (kind !== '_R1000_seed1') {
        yield {
          name: `${name} ${key} p`,
          ours: statisticsOf(found.pValues),
          theirs: p.map((each) => each ?? Number.NaN),
        };
      }
    }
  }
}

function* tableCases(name: string, found: DiscrepancyAssociation, path: readonly string[]): Iterable<Case> {
  const { groups, total, explained, residual, whole } = found;
  requireLabels([...groups.map(({ level }) => level), 'Total'], ...path, 'groups', 'rownames');
  requireLabels(['Exp', 'Res', 'Total'], ...path, 'anova', 'rownames');
  requireLabels(statisticLabels, ...path, 'stat', 'rownames');
  const all = [...groups, total];
  const squares = [explained, residual, whole];
  const columns: readonly (readonly [string, string, readonly number[]])[] = [
    ['groups', 'n', all.map(({ weight }) => weight)],
    ['groups', 'discrepancy', all.map((each) => each.discrepancy)],
    ['anova', 'SS', squares.map(({ sumOfSquares }) => sumOfSquares)],
    ['anova', 'df', squares.map(({ degreesOfFreedom }) => degreesOfFreedom)],
    ['anova', 'MSE', squares.map(({ meanSquare }) => meanSquare)],
    ['stat', 't0', statisticsOf(found.statistics)],
  ];
  for (const [table, column, ours] of columns) {
    yield { name: `${name} ${column}`, ours, theirs: numbers(...path, table, column) };
  }
}

const trate = 'mvad_OM_TRATE';
const predictor = (name: string) => ({ name, values: referenceFactor(trate, name) });

function* factorialCases(): Iterable<Case> {
  const theirs = file().value('dissmfacw_mvad', 'Variable') as readonly string[];
  requireLabels(
    theirs.map((_, at) => String(at + 1)),
    'dissmfacw_mvad',
    'rownames',
  );
  const found = factorialDiscrepancy(referenceDistances(trate), theirs.slice(0, -1).map(predictor), {
    permutations: 1,
  });
  const terms = [...found.terms, found.whole];
  yield { name: 'F', ours: terms.map(({ pseudoF }) => pseudoF), theirs: numbers('dissmfacw_mvad', 'PseudoF') };
  yield { name: 'R2', ours: terms.map(({ pseudoR2 }) => pseudoR2), theirs: numbers('dissmfacw_mvad', 'PseudoR2') };
}

/** R printed the tree: the numbers of its lines, to five digits, in the order of nodes. */
function* treeCases(): Iterable<Case> {
  const printed = (file().value('disstree_mvad', 'print') as readonly string[]).join('\n');
  file().value('disstree_mvad', 'note');
  const columns = ['gcse5eq', 'Grammar', 'funemp', 'fmpr', 'male', 'catholic'];
  const options = { permutations: 100, significance: 0.05, deepest: 3 };
  const { root, fit } = discrepancyTree(referenceDistances(trate), columns.map(predictor), options);
  const nodes = preorder(root);
  const matches = (pattern: RegExp) => [...printed.matchAll(pattern)].map((match) => Number(match[1]));
  const five = (value: number) => Number(value.toPrecision(5));
  const splits = nodes.flatMap(({ split }) => (split === null ? [] : [split]));
  const splitNames = [...printed.matchAll(/\|-> (\S+) /g)].map((match) => match[1]);
  if (splits.map((split) => split.predictor).join() !== splitNames.join()) throw new Error('the splits differ');
  yield { name: 'n', ours: nodes.map(({ weight }) => weight), theirs: matches(/\(n: (\d+) /g) };
  yield {
    name: 'discrepancy',
    ours: nodes.map((node) => five(node.discrepancy)),
    theirs: matches(/disc: ([\d.]+)\)/g),
  };
  yield { name: 'R2', ours: splits.map(({ pseudoR2 }) => five(pseudoR2)), theirs: matches(/\|-> \S+ ([\d.]+)/g) };
  const leaves = nodes.filter(({ split }) => split === null);
  yield { name: 'medoids', ours: leaves.map(({ medoid }) => medoid + 1), theirs: matches(/\[(\d+)\] \*/g) };
  yield { name: 'global R2', ours: five(fit?.statistics.pseudoR2 ?? 0), theirs: matches(/Global R2: ([\d.]+)/g) };
}

const preorder = (node: TreeNode): TreeNode[] =>
  node.left === null || node.right === null ? [node] : [node, ...preorder(node.left), ...preorder(node.right)];

function* overTimeCases(): Iterable<Case> {
  const { statistics, positions } = discrepancyOverTime(sequenceObject('mvad'), referenceFactor(trate, 'fmpr'));
  requireLabels(statisticLabels, 'seqdiff_mvad_fmpr', 'stat', 'cols');
  const rows = file().value('seqdiff_mvad_fmpr', 'stat', 'rows') as readonly string[];
  yield { name: 'mvad by fmpr, positions', ours: positions.length, theirs: rows.length };
  const theirs = numbers('seqdiff_mvad_fmpr', 'stat', 'values');
  yield { name: 'mvad by fmpr', ours: statistics.flatMap(statisticsOf), theirs };
}

function* comparisonCases(): Iterable<Case> {
  const found = compareGroups(referenceDistances(trate), referenceFactor(trate, 'fmpr'));
  requireLabels('LRT,p-value,Delta BIC,Bayes Factor', 'seqCompare_mvad_fmpr', 'res', 'cols');
  file().value('seqCompare_mvad_fmpr', 'res', 'rows');
  const ours = [found.likelihoodRatio, found.pValue, found.bicDifference, found.bayesFactor];
  yield { name: 'mvad by fmpr', ours, theirs: numbers('seqCompare_mvad_fmpr', 'res', 'values') };
}

const closed = (name: string, r: string, cases: () => Iterable<Case>): Comparison => ({
  name,
  r,
  kind: 'closed-form',
  cases,
});

export const discrepancyComparisons: readonly Comparison[] = [
  closed('discrepancy', 'TraMineR::dissvar(d, weights, squared)', discrepancyCases),
  closed('distancesToCentre', 'TraMineR::disscenter(d)', centreCases),
  closed(
    'discrepancyAssociation',
    'TraMineR::dissassoc(d, group, weights, weight.permutation = "diss")',
    associationCases,
  ),
  closed('factorialDiscrepancy', 'TraMineR::dissmfacw(d ~ a + b, R = 1)', factorialCases),
  closed('discrepancyTree', 'TraMineR::disstree(d ~ a + b, R = 100, pval = 0.05, max.depth = 3)', treeCases),
  closed('discrepancyOverTime', 'TraMineR::seqdiff(seq, group)', overTimeCases),
  closed('compareGroups', 'TraMineRextras::seqCompare(seq, group = g, s = 0, method = "OM")', comparisonCases),
];
