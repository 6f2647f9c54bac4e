// A million invented times to one of two events, in three groups: what the benches of survival and competing risks run on.
import { type CompetingData, type Groups, randomStream, type SurvivalData } from '../src/index.ts';

export const rowCount = 1_000_000;

/** 120 distinct whole months, or times without ties. */
export type TimesKind = 'months' | 'continuous';

export interface TimesToEvent {
  readonly data: SurvivalData;
  readonly competing: CompetingData;
  readonly groups: Groups;
}

/** Exponential times, censored at 120; about 70% have an event, of either cause alike. */
export function timesToEvent(kind: TimesKind, rows = rowCount): TimesToEvent {
  const stream = randomStream(1);
  const time = new Float64Array(rows);
  const cause = new Uint8Array(rows);
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const years = -Math.log1p(-stream.uniform()) / 1.2;
    const months = 120 * Math.min(years, 1);
    time[row] = kind === 'months' ? Math.max(1, Math.ceil(months)) : months;
    cause[row] = years >= 1 ? 0 : 1 + stream.below(2);
    codes[row] = stream.below(3);
  }
  return {
    data: { time, event: cause.map((each) => (each === 0 ? 0 : 1)) },
    competing: { time, event: cause, causes: ['promotion', 'exit'] },
    groups: { levels: ['one', 'two', 'three'], codes },
  };
}
