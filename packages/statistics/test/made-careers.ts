// Small invented data that R can make by the same rules: its answers then stand in the tests as numbers.
import type { CompetingData, Groups, MultiStateData, SurvivalData } from '../src/index.ts';

// R: i <- 0:89; d <- data.frame(time = 1 + (37*i) %% 53 / 2, event = as.integer((7*i) %% 5 != 0), g = c("a","b","c")[i %% 3 + 1],
//   s = c("x","y")[(i %/% 3) %% 2 + 1], w = .5 + (11*i) %% 7 / 4, cl = i %% 13); d$entry <- d$time * (i %% 4) / 8
//   d$cause <- ifelse(d$event == 0, 0, 1 + ((3*i) %% 4 < 2)); d$x <- (23*i) %% 31 / 10
const rows = Array.from({ length: 90 }, (_, i) => i);
const column = (value: (i: number) => number): Float64Array => Float64Array.from(rows, value);

export const time = column((i) => 1 + ((37 * i) % 53) / 2);
export const entry = column((i) => ((1 + ((37 * i) % 53) / 2) * (i % 4)) / 8);
export const event = Uint8Array.from(rows, (i) => ((7 * i) % 5 === 0 ? 0 : 1));
export const cause = Uint8Array.from(rows, (i) => ((7 * i) % 5 === 0 ? 0 : 1 + ((3 * i) % 4 < 2 ? 1 : 0)));
export const weights = column((i) => 0.5 + ((11 * i) % 7) / 4);
export const clusters = column((i) => i % 13);
export const covariate = column((i) => ((23 * i) % 31) / 10);
export const groups: Groups = { levels: ['a', 'b', 'c'], codes: Int32Array.from(rows, (i) => i % 3) };
export const strata: Groups = { levels: ['x', 'y'], codes: Int32Array.from(rows, (i) => Math.floor(i / 3) % 2) };

export const atOnce: SurvivalData = { time, event };
export const late: SurvivalData = { time, entry, event };
export const causes: CompetingData = { time, event: cause, causes: ['one', 'two'] };

/** The rows of one group. */
export function only(data: SurvivalData, group: number): SurvivalData {
  const kept = rows.filter((row) => groups.codes[row] === group);
  const take = (values: Float64Array) => Float64Array.from(kept, (row) => values[row] as number);
  return {
    time: take(data.time),
    event: Uint8Array.from(kept, (row) => data.event[row] as number),
    ...(data.entry === undefined ? {} : { entry: take(data.entry) }),
    ...(data.weights === undefined ? {} : { weights: take(data.weights) }),
  };
}

/** As `only`, of a column. */
export const onlyColumn = (values: Float64Array, group: number): Float64Array =>
  values.filter((_, row) => groups.codes[row] === group);

// R: for (j in 0:39) { a <- j%%5; t1 <- a+1+(17*j)%%23; to <- c(2,3,0)[j%%3+1]; add(j,a,t1,1,to)
//   if (to == 2) { t2 <- t1+1+(13*j)%%19; to2 <- c(3,1,3,0)[j%%4+1]; add(j,t1,t2,2,to2)
//     if (to2 == 1) { t3 <- t2+1+(5*j)%%11; add(j,t2,t3,1,3) } } }   # states from 1, 0 no move
export function madeCareers(): MultiStateData {
  const stays: [number, number, number, number, number][] = [];
  for (let j = 0; j < 40; j += 1) {
    const start = j % 5;
    const first = start + 1 + ((17 * j) % 23);
    const to = [1, 2, -1][j % 3] as number;
    stays.push([j, start, first, 0, to]);
    if (to !== 1) continue;
    const second = first + 1 + ((13 * j) % 19);
    const next = [2, 0, 2, -1][j % 4] as number;
    stays.push([j, first, second, 1, next]);
    if (next === 0) stays.push([j, second, second + 1 + ((5 * j) % 11), 0, 2]);
  }
  const of = (at: number) => Float64Array.from(stays, (stay) => stay[at] as number);
  return { states: ['one', 'two', 'out'], id: of(0), entry: of(1), time: of(2), from: of(3), to: of(4) };
}

/** The largest relative difference of numbers that should be the same; below 1e-14 is rounding. */
export function apart(ours: ArrayLike<number>, theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return theirs.reduce((worst, value, at) => {
    const own = ours[at] as number;
    if (Number.isNaN(value) && Number.isNaN(own)) return worst;
    const distance = Math.abs(own - value);
    return Math.max(worst, distance < 1e-14 ? 0 : distance / (Math.abs(value) || 1));
  }, 0);
}

/** R's matrices go column after column: rows of `width` numbers so. */
export function byColumn(values: Float64Array, width: number): Float64Array {
  const height = values.length / width;
  return Float64Array.from(values, (_, at) => values[(at % height) * width + Math.floor(at / height)] as number);
}
