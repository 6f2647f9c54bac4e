// Representatives beside TraMineR.
import {
  between,
  relativeFrequencyGroups,
  type SequenceRepresentativeOptions,
  sequenceRepresentatives,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { distanceNames, referenceDistances, sequencesOf } from './reference-distances.ts';
import { referenceFile } from './reference-file.ts';
import { sequenceObject } from './sequence-objects.ts';

const file = () => referenceFile('representative.json');
const numbers = (...path: readonly (string | number)[]) => file().numbers(...path);

const calls: Readonly<Record<string, SequenceRepresentativeOptions>> = {
  density: {},
  freq: { criterion: 'frequency' },
  dist: { criterion: 'centrality' },
  mscore: { criterion: 'modal-states' },
  prob: { criterion: 'probability' },
  density_nrep3: { count: 3 },
  dissrep_density: {},
  dissrep_dist: { criterion: 'centrality' },
};

function* representativeCases(): Iterable<Case> {
  for (const name of distanceNames) {
    for (const [call, options] of Object.entries(calls)) {
      const found = sequenceRepresentatives(sequenceObject(sequencesOf(name)), referenceDistances(name), options);
      const { objects, groups, whole, quality, scores } = found;
      const all = [...groups, whole];
      const rows = ['Total', ...objects.keys()].map((row) => (row === 'Total' ? row : `r${Number(row) + 1}`));
      const labels = [...rows.slice(1), 'Total'].join();
      if (String(file().value(name, call, 'stats', 'rownames')) !== labels)
        throw new Error(`${name} ${call}: rows differ`);
      const table: readonly (readonly [string, readonly number[]])[] = [
        ['na', all.map(({ assigned }) => assigned)],
        ['na(%)', all.map(({ assigned }) => (100 * assigned) / whole.assigned)],
        ['nb', all.map(({ near }) => near)],
        ['nb(%)', all.map(({ near }) => (100 * near) / whole.assigned)],
        ['SD', all.map(({ distance }) => distance)],
        ['MD', all.map(({ meanDistance }) => meanDistance)],
        ['DC', all.map(({ distanceToCentre }) => distanceToCentre)],
        ['V', all.map(({ discrepancy }) => discrepancy)],
        ['Q', all.map((each) => 100 * each.quality)],
      ];
      for (const [column, ours] of table) {
        yield { name: `${name} ${call} ${column}`, ours, theirs: numbers(name, call, 'stats', column) };
      }
      const theirs = numbers(name, call, 'index');
      yield { name: `${name} ${call}`, ours: objects.map((object) => object + 1), theirs };
      yield { name: `${name} ${call} quality`, ours: quality, theirs: numbers(name, call, 'quality') };
      const only = call.startsWith('dissrep') ? ('scores_first20' as const) : ('n' as const);
      const ours = only === 'n' ? whole.assigned : scores.slice(0, 20);
      yield { name: `${name} ${call} ${only}`, ours, theirs: numbers(name, call, only) };
    }
  }
}

function* relativeFrequencyCases(): Iterable<Case> {
  const distances = referenceDistances('mvad_OM_TRATE');
  const { pseudoR2, pseudoF, pValue, medoids, weight, groupWeight } = relativeFrequencyGroups(distances, {
    groups: 30,
  });
  const read = (key: string) => numbers('seqrf_mvad', key);
  const explained = [...read('R2'), ...read('Fstat'), ...read('pvalue')];
  yield { name: 'mvad, R2, F and p', ours: [pseudoR2, pseudoF, pValue], theirs: explained };
  const sizes = [distances.size, weight, 30, groupWeight];
  yield { name: 'mvad, sizes', ours: sizes, theirs: read('sizes') };
  // Equal careers are as good as medoids, and rounding chooses among them: so the distances between R's medoids and ours, all 0.
  const apart = read('medoids').map((medoid, group) => between(distances, medoid - 1, medoids[group] as number));
  yield { name: "mvad, from R's medoids", ours: apart, theirs: new Float64Array(30) };
}

export const representativesComparisons: readonly Comparison[] = [
  {
    name: 'sequenceRepresentatives',
    r: 'TraMineR::seqrep(seq, diss = d, criterion, nrep), TraMineR::dissrep(d, criterion)',
    kind: 'closed-form',
    cases: representativeCases,
  },
  {
    name: 'relativeFrequencyGroups',
    r: 'TraMineR::seqrf(seq, diss = d, k = 30)',
    kind: 'closed-form',
    cases: relativeFrequencyCases,
  },
];
