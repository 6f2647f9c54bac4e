// From the schema library's issues to our refusals: a code, a JSON Pointer, a message without the value, and a remedy.
import type { z } from 'zod';
import { type Refusal, type RefusalCode, refusal } from './refusal.ts';

type Issue = z.core.$ZodIssue;

/** JSON Pointer (RFC 6901) of a path below a prefix. */
function pointer(prefix: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((so, part) => `${so}/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`, prefix);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

function codeOf(issue: Issue, isAbsent: boolean): RefusalCode {
  if (isAbsent) return 'missing-field';
  if (issue.code === 'invalid_type') return 'wrong-type';
  if (issue.code === 'invalid_format' && (issue.format === 'date' || issue.format === 'datetime'))
    return 'invalid-date';
  if (issue.code === 'custom' && issue.params?.['wrongType'] === true) return 'wrong-type';
  if (issue.code === 'custom' && issue.params?.['date'] === true) return 'invalid-date';
  if (issue.code === 'custom' && issue.params?.['staffNumber'] === true) return 'staff-number-check-character';
  return 'invalid-value';
}

const remedies: Partial<Record<RefusalCode, string>> = {
  'missing-field': 'Send the field.',
  'wrong-type': 'Send the field as the type that the catalogue gives.',
  'invalid-value': 'Send a value that the catalogue allows for the field.',
  'invalid-date': 'Send a date that exists, as YYYY-MM-DD.',
  'staff-number-check-character': 'Copy the staff number again from the ID service.',
};

/** Explains what a schema found wrong with `input`, whose place in the event is `prefix`. */
export function explainIssues(issues: readonly Issue[], input: unknown, prefix: string): Refusal[] {
  return issues.map((issue) => {
    const isAbsent = valueAt(input, issue.path) === undefined;
    const code = codeOf(issue, isAbsent);
    const message = isAbsent ? 'The field is required.' : sentence(issue.message);
    return refusal(code, pointer(prefix, issue.path), message, remedies[code] ?? 'See the catalogue.');
  });
}

function sentence(message: string): string {
  const capital = message.charAt(0).toUpperCase() + message.slice(1);
  return capital.endsWith('.') ? capital : `${capital}.`;
}

/**
 * The fields of `input` that the schema did not know, found by comparing with what it gave back.
 * One schema so serves both: producers are held to it strictly, and consumers read past what they do not know.
 */
export function unknownFields(input: unknown, parsed: unknown, prefix: string): Refusal[] {
  if (input === null || typeof input !== 'object' || parsed === null || typeof parsed !== 'object') return [];
  if (Array.isArray(input) && Array.isArray(parsed)) {
    return input.flatMap((each, index) => unknownFields(each, parsed[index], `${prefix}/${index}`));
  }
  const found: Refusal[] = [];
  for (const [field, value] of Object.entries(input)) {
    const at = pointer(prefix, [field.slice(0, 80)]);
    if (!Object.hasOwn(parsed, field)) {
      found.push(refusal('unknown-field', at, 'The event type has no such field.', 'Leave it out, or mend its name.'));
    } else found.push(...unknownFields(value, (parsed as Record<string, unknown>)[field], at));
  }
  return found;
}
