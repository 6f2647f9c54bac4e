// What clew statistics finds in forty invented people, as an object; and how near it is to what R finds.
import { join } from 'node:path';
import { expect } from 'vitest';
import { clew } from './command-line.ts';

/** Forty invented people. R: `d <- read.csv(people, stringsAsFactors = TRUE, na.strings = ""); d <- d[!is.na(d$seb), ]` */
export const people = join(import.meta.dirname, 'statistics-people.csv');

// biome-ignore lint/suspicious/noExplicitAny: the shape of the answer is what is tested
export type Found = any;

export async function found(method: string, ...options: readonly string[]): Promise<Found> {
  const { code, stdout, stderr } = await clew(['statistics', method, ...options, '--json']);
  expect(code, stderr).toBe(0);
  const answer = JSON.parse(stdout) as Found;
  expect(answer).toMatchObject({ method, protected: false });
  return answer;
}

export const ofPeople = (...options: readonly string[]) => ['--csv', people, '--missing', 'omit', ...options];

/** As close as rounding lets two ways of adding up be. */
export const near = (value: unknown, expected: number, digits = 9) => {
  expect(typeof value).toBe('number');
  expect(Math.abs((value as number) - expected)).toBeLessThanOrEqual(10 ** -digits * Math.max(1, Math.abs(expected)));
};
