// Aalen-Johansen on a million rows, by month and by continuous time, and with delayed entry, beside R's survival.
import { aalenJohansen, grayTest } from '../src/index.ts';
import { againstPeer, medianSeconds, rscript, type StatisticsBench } from './harness.ts';
import { rData } from './survival.ts';
import { rowCount, type TimesKind, timesToEvent } from './survival-data.ts';

const rSeconds = (kind: TimesKind, repeats: number, call: string) => {
  const printed = rscript(
    `${rData(kind)}; s <- Surv(t, factor(e, 0:2)); cat(median(replicate(${repeats}, system.time(${call})[3])))`,
  );
  return printed === null ? Number.NaN : Number(printed.trim().split('\n').at(-1));
};

function aalenJohansenBench(kind: TimesKind): StatisticsBench {
  const name = `aalen-johansen-${kind}`;
  return {
    name,
    about: `Aalen-Johansen with jackknife errors, ${rowCount.toLocaleString('en')} rows, 3 groups, 2 causes, ${kind}`,
    run: async () => {
      const { competing, groups } = timesToEvent(kind);
      const ours = await medianSeconds(() => aalenJohansen(competing, { groups }), { repeats: 5, warm: true });
      // R follows every person at every time for its errors: with continuous time that is 10^12 steps, so there it gives none.
      const errors = kind === 'months';
      const peer = rSeconds(kind, 1, `survfit(s ~ g, se.fit = ${errors ? 'TRUE' : 'FALSE'})`);
      const described = errors ? 'survfit, R survival' : 'survfit without errors, R survival';
      return againstPeer(name, ours, { name: described, seconds: peer });
    },
  };
}

const grayBench: StatisticsBench = {
  name: 'gray-test-months',
  about: `Gray's test of two causes, ${rowCount.toLocaleString('en')} rows, 3 groups, months`,
  run: async () => {
    const { competing, groups } = timesToEvent('months');
    const ours = await medianSeconds(() => grayTest(competing, groups), { repeats: 5, warm: true });
    const peer = rSeconds('months', 1, 'cmprsk::cuminc(t, e, g)');
    return againstPeer('gray-test-months', ours, { name: 'cuminc, R cmprsk', seconds: peer });
  },
};

export const competingRisksBenches: readonly StatisticsBench[] = [
  aalenJohansenBench('months'),
  aalenJohansenBench('continuous'),
  grayBench,
];
