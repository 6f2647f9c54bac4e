// An expected outcome of checking something: a value, or the reasons why not. Exceptions are for faults.
import type { Refusal } from './refusal.ts';

export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export function accepted<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function refused(...refusals: readonly Refusal[]): Result<never> {
  return { ok: false, refusals };
}
