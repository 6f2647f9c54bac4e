// Functions of time against which a coefficient's change is tested.
import type { Column } from '../foundation/columns.ts';
import { ascendingOrder } from '../foundation/ordering.ts';
import { kaplanMeier } from '../survival/curves.ts';
import type { CoxModel } from './cox-model.ts';

/**
 * `km`: 1 less the survival (Kaplan-Meier) just before the time, so that each event counts about alike; `rank`: of the time among all
 * rows' (ties: their mean rank); `identity`, `log`: the time and its logarithm; or a function of the times of all rows.
 */
export type TimeTransform = 'km' | 'rank' | 'identity' | 'log' | ((times: Column) => Column);

/** The transformed end of every row. */
export function transformedTimes(model: CoxModel, transform: TimeTransform): Column {
  if (typeof transform === 'function') return transform(model.time);
  if (transform === 'identity') return model.time;
  if (transform === 'log') return model.time.map(Math.log);
  return transform === 'rank' ? meanRanks(model.time) : failedBefore(model);
}

/** R: `rank(values)`. */
function meanRanks(values: Column): Column {
  const order = ascendingOrder(values);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to += 1;
    for (let at = from; at < to; at += 1) ranks[order[at] as number] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** As R's `cox.zph`, without case weights and strata. */
function failedBefore({ time, entry, event }: CoxModel): Column {
  const data = entry === undefined ? { time, event } : { time, event, entry };
  const { curves } = kaplanMeier(data, { exactTimes: true });
  const [times, survival] = [curves[0]?.time as Column, curves[0]?.survival as Column];
  const before = new Map<number, number>();
  for (let at = 0; at < times.length; at += 1)
    before.set(times[at] as number, at === 0 ? 0 : 1 - (survival[at - 1] as number));
  return time.map((each) => before.get(each) as number);
}
