// Cox regression of a million careers beside R's survival, on the same rows: whole months, and continuous time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CoxData,
  type CoxDesign,
  coxConcordance,
  coxRegression,
  martingaleResiduals,
  randomStream,
} from '../src/index.ts';
import { againstPeer, medianSeconds, rscript, type StatisticsBench, type StatisticsBenchResult } from './harness.ts';

const rows = 1_000_000;
const names = ['female', 'working', 'age', 'score', 'distance'];
const effects = [0.3, -0.2, 0.1, 0, 0.05];

export const coxBenches: readonly StatisticsBench[] = [
  {
    name: 'cox-months',
    about: 'Cox regression, Efron, 1,000,000 rows, 5 covariates, 120 months',
    run: () => bench('months'),
  },
  {
    name: 'cox-continuous',
    about: 'Cox regression, Efron, 1,000,000 rows, 5 covariates, no ties',
    run: () => bench('continuous'),
  },
];

/** Exponential times, censored evenly over ten years: about 44 in 100 have the event. */
function careers(kind: 'months' | 'continuous'): { readonly data: CoxData; readonly design: CoxDesign } {
  const random = randomStream(3);
  const columns = names.map((_, at) =>
    Float64Array.from({ length: rows }, () => (at < 2 ? random.below(2) : random.uniform() * 4 - 2)),
  );
  const [time, event] = [new Float64Array(rows), new Uint8Array(rows)];
  for (let row = 0; row < rows; row += 1) {
    const predictor = columns.reduce((sum, column, at) => sum + (effects[at] as number) * (column[row] as number), 0);
    const promoted = -Math.log(1 - random.uniform()) / (0.01 * Math.exp(predictor));
    const censored = 1 + 120 * random.uniform();
    const end = Math.min(promoted, censored);
    time[row] = kind === 'months' ? Math.min(120, Math.ceil(end)) : end;
    event[row] = promoted <= censored ? 1 : 0;
  }
  return { data: { time, event }, design: { names, columns } };
}

/** R's `coxph` gives concordance and martingale residuals with every fit, so that ours are measured with them, and without. */
async function bench(kind: 'months' | 'continuous'): Promise<StatisticsBenchResult> {
  const { data, design } = careers(kind);
  const fitSeconds = await medianSeconds(() => coxRegression(data, design), { warm: true });
  const seconds = await medianSeconds(() => {
    const fit = coxRegression(data, design);
    return [martingaleResiduals(fit), coxConcordance(fit)];
  });
  const peer = fromR(data, design);
  const { coefficients } = coxRegression(data, design);
  const reference = peer ?? {
    name: 'none at hand: every risk set summed anew, 2,000 rows, scaled up',
    ...naive(data, design),
  };
  return againstPeer(`cox-${kind}`, seconds, reference, {
    withoutConcordanceAndResiduals: fitSeconds,
    worstDifference: peer === null ? null : differenceOf(coefficients, peer.coefficients),
  });
}

function fromR({ time, event }: CoxData, { columns }: CoxDesign) {
  const folder = mkdtempSync(join(tmpdir(), 'clew-cox-'));
  try {
    const file = join(folder, 'rows.bin');
    const all = [time, Float64Array.from(event), ...columns];
    const bytes = new Float64Array(all.length * rows);
    for (const [at, column] of all.entries()) bytes.set(column, at * rows);
    writeFileSync(file, new Uint8Array(bytes.buffer));
    const printed = rscript(`
      suppressMessages(library(survival))
      v <- matrix(readBin("${file}", "double", ${all.length * rows}), ncol = ${all.length})
      d <- data.frame(time = v[, 1], event = v[, 2], v[, 3:7])
      seconds <- system.time(f <- coxph(Surv(time, event) ~ ., d, control = coxph.control(eps = 1e-12)))[["elapsed"]]
      cat(seconds, sprintf("%.17g", coef(f)), gc()[2, 6])`);
    if (printed === null) return null;
    const [seconds = Number.NaN, ...others] = printed.trim().split(/\s+/).map(Number);
    const megabytes = others.pop();
    return { name: `R survival::coxph (${megabytes} MB)`, seconds, coefficients: Float64Array.from(others) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const differenceOf = (ours: Float64Array, theirs: Float64Array) =>
  ours.reduce((worst, each, at) => Math.max(worst, Math.abs(each - (theirs[at] as number)) / Math.abs(each)), 0);

/** One evaluation of the likelihood's derivatives by looking at every event's risk set by itself, quadratic in the rows. */
function naive({ time, event }: CoxData, { columns }: CoxDesign): { readonly seconds: number } {
  const part = 2_000;
  const began = process.hrtime.bigint();
  const score = new Float64Array(columns.length);
  for (let row = 0; row < part; row += 1) {
    if (event[row] === 0) continue;
    let total = 0;
    const sums = new Float64Array(columns.length);
    for (let other = 0; other < part; other += 1) {
      if ((time[other] as number) < (time[row] as number)) continue;
      total += 1;
      for (const [at, column] of columns.entries()) sums[at] = (sums[at] as number) + (column[other] as number);
    }
    for (const [at, column] of columns.entries()) {
      score[at] = (score[at] as number) + (column[row] as number) - (sums[at] as number) / total;
    }
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  return { seconds: seconds * (rows / part) ** 2 };
}
