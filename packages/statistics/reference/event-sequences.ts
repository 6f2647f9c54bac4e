// Spells, formats, probabilities and events of sequences beside R.
import {
  compareSubsequences,
  distinctSuccessiveStates,
  eventSequencesFromStates,
  factor,
  frequentSubsequences,
  sequenceFrequencies,
  sequenceLogProbabilities,
  sequenceTexts,
  spellTexts,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { referenceData, referenceFile } from './reference-file.ts';
import { labelsAgree } from './sequence-cases.ts';
import { objectVariant, sequenceObject } from './sequence-objects.ts';

const formats = 'seqdss_seqdur_formats.json';
const events = 'multidomain_events_logp.json';

function* spellCases(): Iterable<Case> {
  const reference = referenceFile(formats);
  for (const key of reference.keys('dss_dur')) {
    const { sequences, withMissing } = objectVariant(key);
    const spells = distinctSuccessiveStates(sequences, { withMissing });
    const labels = [...sequences.alphabet, '*', '%'];
    const theirs = reference.value('dss_dur', key, 'dss') as readonly (readonly string[])[];
    const padded = (of: (spell: number) => number, empty: number) =>
      theirs.flatMap((row, at) =>
        row.map((_, each) => {
          const spell = (spells.offsets[at] ?? 0) + each;
          return spell < (spells.offsets[at + 1] ?? 0) ? of(spell) : empty;
        }),
      );
    yield {
      name: `${key}: states`,
      ours: padded((spell) => spells.states[spell] ?? Number.NaN, labels.length - 1),
      theirs: theirs.flat().map((label) => labels.indexOf(label)),
    };
    yield {
      name: `${key}: durations`,
      ours: padded((spell) => spells.durations[spell] ?? Number.NaN, Number.NaN),
      theirs: reference.numbers('dss_dur', key, 'dur'),
    };
    const durations = [...spells.durations];
    const sums = {
      total_spells: durations.length,
      dur_sum: sum(durations),
      dur_sumsq: sum(durations.map((each) => each ** 2)),
    };
    for (const [name, ours] of Object.entries(sums)) {
      yield { name: `${key}: ${name}`, ours, theirs: reference.numbers('dss_dur', key, name) };
    }
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function* textCases(): Iterable<Case> {
  for (const key of referenceFile(formats).keys('dss_dur')) {
    yield labelsAgree(formats, ['dss_dur', key, 'sps'], sequenceTexts(objectVariant(key).sequences).slice(0, 50));
  }
}

function* frequencyCases(): Iterable<Case> {
  const reference = referenceFile(formats);
  const { sequences, firstRows, frequencies, percentages } = sequenceFrequencies(sequenceObject('mvad_w'), {
    most: 10,
  });
  const patterns = reference.value('seqtab_mvad', 'pattern') as readonly string[];
  yield { name: 'mvad_w: first of each', ours: firstRows.map((row) => row + 1), theirs: patterns.map(Number) };
  yield { name: 'mvad_w: weight', ours: frequencies, theirs: reference.numbers('seqtab_mvad', 'attr_freq', 'Freq') };
  yield {
    name: 'mvad_w: percentage',
    ours: percentages,
    theirs: reference.numbers('seqtab_mvad', 'attr_freq', 'Percent'),
  };
  yield labelsAgree(formats, ['seqtab_mvad', 'attr_freq', 'rownames'], spellTexts(sequences));
}

/** A comparison of -log P on mvad, whose careers have no weights. */
function probability(r: string, key: string, timeVarying: boolean): Comparison {
  function* cases(): Iterable<Case> {
    const theirs = referenceFile(events).numbers(key);
    yield { name: 'mvad', ours: sequenceLogProbabilities(sequenceObject('mvad'), { timeVarying }), theirs };
  }
  return { name: 'sequenceLogProbabilities', r, kind: 'closed-form', cases };
}

const mvadEvents = () => eventSequencesFromStates(sequenceObject('mvad'));

function* frequentCases(): Iterable<Case> {
  const reference = referenceFile(events);
  const found = frequentSubsequences(mvadEvents(), { leastShare: 0.05 });
  yield labelsAgree(events, ['efsub_mvad', 'subseq'], found.texts);
  yield { name: 'mvad: support', ours: found.supports, theirs: reference.numbers('efsub_mvad', 'support') };
  yield { name: 'mvad: count', ours: found.counts, theirs: reference.numbers('efsub_mvad', 'count') };
}

function* comparisonCases(): Iterable<Case> {
  const reference = referenceFile(events);
  const sequences = mvadEvents();
  const found = frequentSubsequences(sequences, { leastShare: 0.05 });
  const group = factor(referenceData('mvad.csv').map((row) => row['fmpr'] ?? null));
  const ours = compareSubsequences(sequences, found, group, { corrected: true });
  const path = ['ecmpgroup_mvad_fmpr', 'data'];
  const columns = reference.value(...path, 'cols') as readonly string[];
  const labels = reference.value('ecmpgroup_mvad_fmpr', 'subseq') as readonly string[];
  const rows = reference.value(...path, 'values') as readonly (readonly number[])[];
  reference.value(...path, 'rows');
  // By their names: statistics that are 0 but for rounding have no order.
  const places = labels.map((label) => ours.texts.indexOf(label));
  const table: Record<string, (at: number) => number> = {
    Support: (at) => ours.supports[at] ?? Number.NaN,
    'p.value': (at) => ours.pValues[at] ?? Number.NaN,
    statistic: (at) => ours.statistics[at] ?? Number.NaN,
    index: (at) => (ours.indices[at] ?? Number.NaN) + 1,
  };
  for (const [seat, name] of ours.groups.entries()) {
    table[`Freq.${name}`] = (at) => ours.shares[at * ours.groups.length + seat] ?? Number.NaN;
    table[`Resid.${name}`] = (at) => ours.residuals[at * ours.groups.length + seat] ?? Number.NaN;
  }
  for (const [column, name] of columns.entries()) {
    const of = table[name] ?? (() => Number.NaN);
    yield { name: `mvad by fmpr: ${name}`, ours: places.map(of), theirs: rows.map((row) => row[column] ?? Number.NaN) };
  }
}

export const eventComparisons: readonly Comparison[] = [
  {
    name: 'distinctSuccessiveStates',
    r: 'seqdss(s, with.missing), seqdur(s, with.missing)',
    kind: 'closed-form',
    cases: spellCases,
  },
  { name: 'sequenceTexts', r: 'seqconc(s)', kind: 'closed-form', cases: textCases },
  { name: 'sequenceFrequencies', r: 'seqtab(s, idxs = 1:10)', kind: 'closed-form', cases: frequencyCases },
  probability('seqlogp(s)', 'seqlogp_timevarying', true),
  probability('seqlogp(s, prob = "trate", time.varying = FALSE)', 'seqlogp_fixed', false),
  {
    name: 'frequentSubsequences',
    r: 'seqefsub(seqecreate(s), pmin.support = 0.05)',
    kind: 'closed-form',
    cases: frequentCases,
  },
  {
    name: 'compareSubsequences',
    r: 'seqecmpgroup(found, group, method = "bonferroni")',
    kind: 'closed-form',
    cases: comparisonCases,
  },
];
