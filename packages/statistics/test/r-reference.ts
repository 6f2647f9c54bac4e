// The reference outputs of R, where they are at hand.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '@clew/testing';

const directory = sharedData('r-reference');

/** Whether the references are there; tests that need them are skipped where they are not. */
export const hasReference = directory !== null;

export function reference<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(join(directory ?? '', name), 'utf8')) as Shape;
}
