// From zod's issues to refusals: every mistake of a request at once, with a pointer to its field and a remedy, without its value.

import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import type { Refusal } from './refusal.ts';

/** Thrown inside Fastify's validation only, and turned into a problem by the error handler: it never reaches a handler. */
export class InvalidRequest extends Error {
  readonly refusals: readonly Refusal[];
  constructor(refusals: readonly Refusal[]) {
    super('the request is not valid');
    this.name = 'InvalidRequest';
    this.refusals = refusals;
  }
}

/** Fastify's validator compiler over zod schemas. */
export const validateWithZod: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (value: unknown) => {
    const reading = schema.safeParse(value);
    if (reading.success) return { value: reading.data };
    return { error: new InvalidRequest(refusalsOf(reading.error, value, httpPart ?? 'body')) };
  };
};

/** All issues of a zod error as refusals. `part` is where the value came from: body, params, querystring or headers. */
export function refusalsOf(error: z.ZodError, value: unknown, part = 'body'): readonly Refusal[] {
  return error.issues.flatMap((issue) => refusalsOfIssue(issue, value, part));
}

function refusalsOfIssue(issue: z.core.$ZodIssue, value: unknown, part: string): Refusal[] {
  const places =
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, printableKey(key)]) : [issue.path];
  return places.map((path) => {
    const { code, message, remedy } = explain(issue, value);
    const first = path[0];
    const position = part === 'body' && typeof first === 'number' ? { position: first } : {};
    return { code, field: fieldName(part, path), ...position, message, remedy, retryable: false };
  });
}

interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** A schema can name its own code and remedy: `.refine(check, { error, params: { code, remedy } })`. */
function explain(issue: z.core.$ZodIssue, value: unknown): Explanation {
  const message = issue.message;
  switch (issue.code) {
    case 'custom':
      return {
        code: textOf(issue.params?.code) ?? (issue.params?.date === true ? 'invalid-date' : 'invalid-value'),
        message,
        remedy: textOf(issue.params?.remedy) ?? 'Send a value that the documentation allows.',
      };
    case 'invalid_type':
      if (valueAt(value, issue.path) === undefined) {
        return { code: 'missing-field', message: 'The field is missing.', remedy: `Send it, as ${issue.expected}.` };
      }
      return { code: 'wrong-type', message, remedy: `Send ${issue.expected}.` };
    case 'unrecognized_keys':
      return {
        code: 'unknown-field',
        message: 'The field is not known here.',
        remedy: 'Remove it, or correct its name.',
      };
    case 'invalid_format':
      if (issue.format === 'date') {
        return {
          code: 'invalid-date',
          message: 'The date does not exist, or is not written YYYY-MM-DD.',
          remedy: 'Send YYYY-MM-DD.',
        };
      }
      return { code: 'invalid-value', message, remedy: 'Send the format that the documentation gives.' };
    case 'too_big':
      return { code: 'invalid-value', message, remedy: `Send at most ${issue.maximum}.` };
    case 'too_small':
      return { code: 'invalid-value', message, remedy: `Send at least ${issue.minimum}.` };
    default:
      return { code: 'invalid-value', message, remedy: 'Send a value that the documentation allows.' };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let present = value;
  for (const key of path) {
    if (typeof present !== 'object' || present === null || !Object.hasOwn(present, key)) return undefined;
    present = (present as Record<PropertyKey, unknown>)[key];
  }
  return present;
}

function fieldName(part: string, path: readonly PropertyKey[]): string {
  const keys = path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
  if (part === 'body') return keys.map((key) => `/${key}`).join('');
  return [part === 'querystring' ? 'query' : part, ...keys].join('/');
}

/** A key that a stranger made up may hold anything, so only what looks like a name is repeated. */
function printableKey(key: string): string {
  return /^[A-Za-z][\w.-]{0,63}$/.test(key) ? key : '?';
}
