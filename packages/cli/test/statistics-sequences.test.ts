// clew statistics sequences, as an analyst compares careers: distances, clusters, representatives, what explains differences, subsequences.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Found, found, near, people } from './statistics-found.ts';

describe('sequences compared', () => {
  const careers = ['--csv', people, '--prefix', 'm', '--id', 'person', '--order', 'AO,EO,HEO,out'];

  /** The states of each career, by their place in the order. */
  const states = readFileSync(people, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) =>
      line
        .split(',')
        .slice(-6)
        .map((state) => ['AO', 'EO', 'HEO', 'out'].indexOf(state)),
    );

  test('the distance of every pair, by the costs told', async () => {
    const pairs = states.flatMap((one, at) => states.slice(at + 1).map((other) => [one, other] as const));
    const { distances } = await found('sequences', ...careers, '--distance', 'HAM', '--pairs');
    expect(distances).toEqual(pairs.map(([one, other]) => one.filter((state, at) => state !== other[at]).length));
    const far = await found('sequences', ...careers, '--distance', 'HAM', '--costs', 'order', '--pairs');
    for (const [at, [one, other]] of pairs.entries()) {
      const apart = one.reduce((sum, state, month) => sum + Math.abs(state - (other[month] ?? 0)) / 3, 0);
      near(far.distances[at], apart);
    }
    const shares = await found('sequences', ...careers, '--distance', 'HAM', '--normalise', 'auto', '--pairs');
    near(shares.distances[0], distances[0] / 6);
    // R: seqdist's names, each of which measures what it takes.
    for (const distance of ['OMslen', 'OMstran', 'TWED', 'NMS', 'NMSMST', 'SVRspell', 'CHI2', 'EUCLID']) {
      const told = await found('sequences', ...careers, '--distance', distance, '--pairs');
      expect(told.distances).toHaveLength(780);
    }
  });

  test('clusters of a range by joining, the best of them told, and what stands for each', async () => {
    // R: d <- dist(states, "manhattan"); h <- hclust(d, "average"); table(cutree(h, 3))
    const hamming = [...careers, '--distance', 'HAM', '--costs', 'order'];
    const answer = await found('sequences', ...hamming, '--clusters', '2..5', '--grouping', 'average');
    const { clustering } = answer;
    expect(clustering).toMatchObject({ method: 'exact', grouping: 'average', distance: 'HAM', costs: 'order' });
    expect(clustering.compared.map(({ clusters }: Found) => clusters)).toEqual([2, 3, 4, 5]);
    const widths = clustering.compared.map(({ quality }: Found) => quality.silhouette);
    expect(clustering.quality.silhouette).toBe(Math.max(...widths));
    expect(clustering.clusters).toHaveLength(2 + widths.indexOf(Math.max(...widths)));
    // R: sapply(2:5, function(k) { g <- cutree(h, k); mean(ifelse(table(g)[g] == 1, 1, silhouette(g, d)[, 3])) })
    for (const [at, width] of [0.702022415421037, 0.560708286459691, 0.531538301828309, 0.584808670909829].entries()) {
      near(widths[at], width);
    }
    const stands = await found('sequences', ...hamming, '--clusters', '2', '--representatives', '0.5');
    expect(stands.representatives.map(({ group }: Found) => group)).toEqual(['cluster 1', 'cluster 2']);
    for (const { coverage, representatives } of stands.representatives) {
      expect(coverage).toBeGreaterThanOrEqual(0.5);
      for (const { id, row } of representatives) expect(id).toBe(`p${String(row - 1).padStart(2, '0')}`);
    }
    const byGroup = await found('sequences', ...hamming, '--group', 'grade', '--representatives', '0.25');
    expect(byGroup.representatives.map(({ group }: Found) => group)).toEqual(['AO', 'EO', 'HEO']);
  });

  test('what columns explain: R vegan::adonis2 on the same distances, and permutations that a seed repeats', async () => {
    const options = [...careers, '--missing', 'omit', '--distance', 'HAM', '--discrepancy', 'grade'];
    const one = await found('sequences', ...options, '--permutations', '200');
    const [grade] = one.discrepancy.terms;
    // R: h <- the positions at which each two of them differ; vegan::adonis2(sqrt(h) ~ grade)
    near(grade.pseudoF, 10.4217043372022);
    near(grade.pseudoR2, 0.360341984541924);
    expect(one.discrepancy.groups.map(({ level }: Found) => level)).toEqual(['AO', 'EO', 'HEO']);
    const both = [...options.slice(0, -1), 'grade,seb,years', '--permutations', '0'];
    const { discrepancy } = await found('sequences', ...both);
    expect(discrepancy.terms.map(({ name }: Found) => name)).toEqual(['grade', 'seb', 'years']);
    // R: vegan::adonis2(sqrt(h) ~ grade + seb + years, by = "margin")
    for (const [at, statistic] of [10.3095971351716, 1.14974294785657, 1.23711192724053].entries()) {
      near(discrepancy.terms[at].pseudoF, statistic);
    }
    expect(discrepancy.whole.pValue).toBeNull();
    expect((await found('sequences', ...options, '--permutations', '200')).discrepancy).toEqual(one.discrepancy);
  });

  test('subsequences of changes, within a time, and by group', async () => {
    const { subsequences } = await found('sequences', ...careers, '--subsequences', '0.1', '--group', 'grade');
    const share = (text: string) => subsequences.find(({ subsequence }: Found) => subsequence === text)?.share;
    const has = (holds: (career: readonly number[]) => boolean) => states.filter(holds).length / states.length;
    const changes = (career: readonly number[], from: number, to: number) =>
      career.findIndex((state, at) => state === from && career[at + 1] === to);
    near(
      share('(AO>EO)'),
      has((career) => changes(career, 0, 1) >= 0),
    );
    near(
      share('(HEO>out)'),
      has((career) => changes(career, 2, 3) >= 0),
    );
    expect(Object.keys(subsequences[0].groups)).toEqual(['AO', 'EO', 'HEO']);
    const short = await found('sequences', ...careers, '--subsequences', '0.02', '--window', '2');
    const both = short.subsequences.find(({ subsequence }: Found) => subsequence === '(AO>EO)-(EO>HEO)');
    const within = (career: readonly number[]) => {
      const [first, second] = [changes(career, 0, 1), changes(career, 1, 2)];
      return first >= 0 && second >= first && second - first <= 2;
    };
    expect(both?.share ?? 0).toBeCloseTo(has(within), 12);
  });

  test('who holds which state when, the state of most, and every indicator', async () => {
    const { distributions, modal, indicators } = await found('sequences', ...careers, '--indicators', 'all');
    for (const [month, entropy] of distributions.entropy.entries()) {
      const shares = [0, 1, 2, 3].map((state) => states.filter((career) => career[month] === state).length / 40);
      shares.forEach((share, state) => {
        near(distributions.shares[state][month], share);
      });
      near(entropy, -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0) / Math.log(4));
      near(modal.shares[month], Math.max(...shares));
      expect(modal.states[month]).toBe(['AO', 'EO', 'HEO', 'out'][shares.indexOf(Math.max(...shares))]);
    }
    expect(distributions.careers).toEqual([40, 40, 40, 40, 40, 40]);
    const spells = (career: readonly number[]) => career.filter((state, at) => state !== career[at - 1]).length;
    expect(indicators.spells).toEqual(states.map(spells));
    expect(Object.keys(indicators)).toHaveLength(22);
  });

  test('how careers rise and fall over states from the best to the worst', async () => {
    const answer = await found('sequences', ...careers, '--best-first', 'HEO,EO,AO', '--group', 'grade');
    const { degradation, badness } = answer.indicators;
    for (const [row, career] of states.entries()) {
      // out has no place in the order; all other changes of these people are to a better grade, or there is none.
      const grades = career.filter((state) => state < 3);
      const rose = (grades.at(-1) ?? 0) - (grades[0] ?? 0);
      expect(Math.sign(degradation[row])).toBe(-Math.sign(rose) + 0);
      if (career.every((state) => state === 2)) expect(badness[row]).toBe(0);
      if (career.every((state) => state === 0)) expect(badness[row]).toBe(1);
    }
    expect(Object.keys(answer.groups[0].means)).toContain('insecurity');
  });

  test('careers that are all equal, or in one state, have what they have, and no more', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clew-sequences-'));
    try {
      const file = join(folder, 'equal.csv');
      await writeFile(file, 'm1,m2\nAO,AO\nAO,AO\nAO,AO\n');
      const options = ['--csv', file, '--prefix', 'm', '--distance', 'HAM'];
      const alone = await found('sequences', ...options);
      expect([alone.states, alone.transitionRates, alone.clustering]).toEqual([['AO'], [[1]], undefined]);
      const equal = await found('sequences', ...options, '--representatives', '0.5', '--pairs');
      expect(equal.distances).toEqual([0, 0, 0]);
      expect(equal.representatives).toMatchObject([{ coverage: 1, quality: null, representatives: [{ stands: 3 }] }]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
