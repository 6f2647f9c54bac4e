// Kaplan-Meier and the log-rank test on a million rows, by month and by continuous time, beside R's survival and lifelines.
import { kaplanMeier, logRank } from '../src/index.ts';
import { againstPeer, medianSeconds, python, rscript, type StatisticsBench } from './harness.ts';
import { rowCount, type TimesKind, timesToEvent } from './survival-data.ts';

/** The seconds that a peer printed, or NaN where it is not at hand. */
const seconds = (printed: string | null) => (printed === null ? Number.NaN : Number(printed.trim().split('\n').at(-1)));

/** The same law in R: exponential times to two causes, censoring at ten years, three groups. */
export const rData = (kind: TimesKind) => `suppressMessages(library(survival)); set.seed(1); n <- ${rowCount}
t <- 120 * pmin(rexp(n, 1.2), 1); ${kind === 'months' ? 't <- ceiling(t);' : ''} e <- ifelse(t >= 120, 0, sample(1:2, n, TRUE)); g <- factor(sample(1:3, n, TRUE))`;

const rSeconds = (kind: TimesKind, call: string) =>
  seconds(rscript(`${rData(kind)}; cat(median(replicate(3, system.time(${call})[3])))`));

const lifelines = `import time, numpy as np
from lifelines import KaplanMeierFitter
rng = np.random.default_rng(1); n = ${rowCount}
t = np.ceil(120 * np.minimum(rng.exponential(1 / 1.2, n), 1)); e = t < 120; g = rng.integers(0, 3, n)
took = []
for _ in range(3):
    began = time.perf_counter()
    for k in range(3): KaplanMeierFitter().fit(t[g == k], e[g == k])
    took.append(time.perf_counter() - began)
print(sorted(took)[1])`;

function kaplanMeierBench(kind: TimesKind): StatisticsBench {
  return {
    name: `kaplan-meier-${kind}`,
    about: `Kaplan-Meier with log intervals, ${rowCount.toLocaleString('en')} rows, 3 groups, ${kind}`,
    run: async () => {
      const { data, groups } = timesToEvent(kind);
      const ours = await medianSeconds(() => kaplanMeier(data, { groups }), { repeats: 5, warm: true });
      const peer = rSeconds(kind, 'survfit(Surv(t, e > 0) ~ g)');
      const detail = kind === 'months' ? { lifelinesSeconds: seconds(python(lifelines)) } : {};
      return againstPeer(`kaplan-meier-${kind}`, ours, { name: 'survfit, R survival', seconds: peer }, detail);
    },
  };
}

function logRankBench(kind: TimesKind): StatisticsBench {
  return {
    name: `log-rank-${kind}`,
    about: `Log-rank test, ${rowCount.toLocaleString('en')} rows, 3 groups, ${kind}`,
    run: async () => {
      const { data, groups } = timesToEvent(kind);
      const ours = await medianSeconds(() => logRank(data, groups), { repeats: 5, warm: true });
      const peer = rSeconds(kind, 'survdiff(Surv(t, e > 0) ~ g)');
      return againstPeer(`log-rank-${kind}`, ours, { name: 'survdiff, R survival', seconds: peer });
    },
  };
}

export const survivalBenches: readonly StatisticsBench[] = [
  kaplanMeierBench('months'),
  kaplanMeierBench('continuous'),
  logRankBench('months'),
  logRankBench('continuous'),
];
