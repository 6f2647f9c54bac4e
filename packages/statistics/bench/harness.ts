// What the statistics' benches share: medians, peak memory, and peers (R, Python) where they are at hand.
import { spawnSync } from 'node:child_process';

/** One figure beside its reference of the same run, as `npm run bench` prints it. */
export interface StatisticsBenchResult {
  readonly name: string;
  readonly unit: string;
  readonly figure: number;
  readonly reference: number;
  /** Figure over reference; for seconds, below 1 is faster than the peer. */
  readonly ratio: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface StatisticsBench {
  readonly name: string;
  readonly about: string;
  readonly run: () => Promise<StatisticsBenchResult>;
}

/** The median of the seconds that `repeats` runs took (default 3), after one that is not counted where `warm` is set. */
export async function medianSeconds(run: () => unknown, { repeats = 3, warm = false } = {}): Promise<number> {
  if (warm) await run();
  const seconds: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const began = process.hrtime.bigint();
    await run();
    seconds.push(Number(process.hrtime.bigint() - began) / 1e9);
  }
  return median(seconds);
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The most memory that this process has held at once, in megabytes. */
export function peakMegabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

/**
 * What an R program prints, or null where R, or a package that it asks for, is not at hand.
 * `sudo apt-get install r-base-core r-recommended` brings R with survival, MASS and cluster on Debian.
 */
export function rscript(code: string): string | null {
  return printed('Rscript', ['--vanilla', '-e', code]);
}

/** What a Python program prints, or null where Python or a library is not at hand. CLEW_BENCH_PYTHON names the interpreter (of a virtual environment). */
export function python(code: string): string | null {
  return printed(process.env['CLEW_BENCH_PYTHON'] ?? 'python3', ['-c', code]);
}

function printed(program: string, words: readonly string[]): string | null {
  const { status, stdout } = spawnSync(program, words, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : null;
}

/** The result of a bench in seconds beside a peer's. */
export function againstPeer(
  name: string,
  seconds: number,
  peer: { readonly name: string; readonly seconds: number },
  detail: Readonly<Record<string, unknown>> = {},
): StatisticsBenchResult {
  return {
    name,
    unit: 'seconds',
    figure: seconds,
    reference: peer.seconds,
    ratio: seconds / peer.seconds,
    detail: { peer: peer.name, peakMegabytes: peakMegabytes(), ...detail },
  };
}
