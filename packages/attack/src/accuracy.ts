// How right an attacker was, with an interval: balanced accuracy, so that always guessing the commoner answer is worth nothing.
import { clopperPearson } from '@clew/statistics';
import type { Verdicts } from './scene.ts';
import { strata, type Targets } from './targets.ts';

export interface Accuracy {
  /** Targets of whom it says anything. */
  readonly reached: number;
  /** The mean of the shares guessed right among those of either answer; 0.5 is guessing. Over the targets reached; 0.5 where there are none. */
  readonly balancedAccuracy: number;
  /** Exact 95% interval (Clopper and Pearson 1934), of as many coins as targets were reached. */
  readonly low: number;
  readonly high: number;
}

export interface Score extends Accuracy {
  readonly attacker: string;
  /** Over all targets, with a coin for those who are not reached. */
  readonly overall: number;
  /** Inferences said to be proven, and those of them that are true. */
  readonly certain: number;
  readonly certainAndTrue: number;
  readonly byStratum: Readonly<Record<string, Accuracy>>;
  /** Of the twentieth of which it is surest: attackers choose their victims. */
  readonly surest: Accuracy;
}

/** Judges what an attacker said by the coins. */
export function judge(attacker: string, verdicts: Verdicts, targets: Targets): Score {
  const all = Uint32Array.from(targets.people.keys());
  const accuracy = accuracyOf(verdicts, targets, all);
  const share = accuracy.reached / Math.max(1, all.length);
  const { certain, certainAndTrue } = certainties(verdicts, targets);
  return {
    attacker,
    ...accuracy,
    overall: 0.5 + share * (accuracy.balancedAccuracy - 0.5),
    certain,
    certainAndTrue,
    byStratum: Object.fromEntries(
      strata.map((name, place) => [
        name,
        accuracyOf(
          verdicts,
          targets,
          all.filter((target) => targets.stratum[target] === place),
        ),
      ]),
    ),
    surest: accuracyOf(verdicts, targets, surestOf(verdicts, all)),
  };
}

function surestOf({ scores }: Verdicts, all: Uint32Array): Uint32Array {
  const reached = all.filter((target) => scores[target] !== 0);
  const most = Math.ceil(reached.length / 20);
  return reached.sort((one, other) => Math.abs(scores[other] ?? 0) - Math.abs(scores[one] ?? 0)).slice(0, most);
}

function certainties({ certain }: Verdicts, { coins }: Targets) {
  let [all, right] = [0, 0];
  for (const [target, sign] of certain.entries()) {
    if (sign === 0) continue;
    all += 1;
    if (sign > 0 === (coins[target] === 0)) right += 1;
  }
  return { certain: all, certainAndTrue: right };
}

/** A proof goes before any score. */
function guessOf({ scores, certain }: Verdicts, target: number): number {
  return (certain[target] ?? 0) !== 0 ? (certain[target] ?? 0) : Math.sign(scores[target] ?? 0);
}

export function accuracyOf(verdicts: Verdicts, { coins }: Targets, among: Uint32Array): Accuracy {
  const [asked, right] = [
    [0, 0],
    [0, 0],
  ];
  for (const target of among) {
    const guess = guessOf(verdicts, target);
    if (guess === 0) continue;
    const answer = coins[target] ?? 0;
    asked[answer] = (asked[answer] ?? 0) + 1;
    if (guess > 0 === (answer === 0)) right[answer] = (right[answer] ?? 0) + 1;
  }
  const [first, second] = [asked[0] ?? 0, asked[1] ?? 0];
  const reached = first + second;
  if (reached === 0) return { reached, balancedAccuracy: 0.5, low: 0, high: 1 };
  // Coins are fair: where only one answer was reached, the share guessed right is what there is.
  const balancedAccuracy =
    first === 0 || second === 0
      ? ((right[0] ?? 0) + (right[1] ?? 0)) / reached
      : ((right[0] ?? 0) / first + (right[1] ?? 0) / second) / 2;
  const { low, high } = clopperPearson(Math.round(balancedAccuracy * reached), reached, 0.95);
  return { reached, balancedAccuracy, low, high };
}
