// What is wrong with a piece of personal data, without repeating it.

/** A mistake in one field. Its texts are safe to log and to send: they never hold the value. */
export interface IdentityMistake {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export type IdentityReading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly mistake: IdentityMistake };

export function read<Value>(value: Value): IdentityReading<Value> {
  return { ok: true, value };
}

export function mistaken(code: string, message: string, remedy: string): IdentityReading<never> {
  return { ok: false, mistake: { code, message, remedy } };
}
