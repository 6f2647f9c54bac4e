// What every adapter of the log promises, as one suite. What it promises when things break is in contract-faults.ts.
import { publishingContract } from './contract-publishing.ts';
import { subscribingContract } from './contract-subscribing.ts';
import type { Harness } from './support/harness.ts';

export function contract(name: string, harness: () => Harness): void {
  publishingContract(name, harness);
  subscribingContract(name, harness);
}
