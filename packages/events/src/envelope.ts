// The envelope: from JSON of unknown make to an event of the catalogue, or the reasons why not; and back again.
import { hash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { corrected, retracted } from './catalogue/amendments.ts';
import { cloudEventType } from './define-event.ts';
import { type ClewEvent, definitionOf, type EventName, factNameOf, nameOfType, typeOfName } from './event.ts';
import { explainIssues, unknownFields } from './explain-issues.ts';
import { code, eventId, roleId, ulidPattern } from './primitives.ts';
import { type Refusal, refusal } from './refusal.ts';
import { accepted, type Result, refused } from './result.ts';
import { parseStaffNumber } from './staff-number.ts';
import { topics } from './topics.ts';
import { hasEarlierVersion, upcastData } from './upcast.ts';

/** A CloudEvent 1.0 in structured JSON, as it is sent and shown. */
export interface CloudEventJson {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, unknown>>;
}

export interface DecodeOptions {
  /** Producers are strict (`refuse`); consumers read past fields that they do not know (`ignore`). */
  readonly unknownFields: 'refuse' | 'ignore';
}

const sourcePattern =
  /^\/departments\/([a-z0-9]+(?:-[a-z0-9]+)*)\/systems\/[a-z0-9]+(?:-[a-z0-9]+)*$|^\/clew\/[a-z-]+$/;

const attributes = z.object({
  specversion: z.literal('1.0'),
  id: eventId,
  source: z.string().max(200).regex(sourcePattern, 'Expected /departments/{department}/systems/{system}'),
  type: z.string().max(120),
  subject: z.string().min(1).max(120),
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z.literal('application/json').optional(),
  dataschema: z.string().max(500).optional(),
  traceparent: z.string().max(200).optional(),
  tracestate: z.string().max(600).optional(),
  // Not z.record: it copies, and a copied `__proto__` would vanish instead of being refused.
  data: z.custom<Record<string, unknown>>((value) => isObject(value), {
    error: 'Expected an object',
    params: { wrongType: true },
  }),
});

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The department of a source; null for a service of Clew's own. */
export function departmentOfSource(source: string): string | null {
  return sourcePattern.exec(source)?.[1] ?? null;
}

interface Attributes {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: Record<string, unknown>;
}

const plainNames = new Set(['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'data']);
// Of the days that every month has: the few others are left to the schema.
const writtenInstant = /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Sources that the schema let pass, as one text each: there are hundreds, and every event that is remembered names one. */
const knownSources = new Map<string, string>();
const mostKnownSources = 10_000;

function rememberSource(source: string): void {
  if (knownSources.size < mostKnownSources) knownSources.set(source, source);
}

/**
 * The attributes as Clew's own publishers write them, looked at without the schema, which takes four times as long.
 * Undefined where anything is otherwise: then the schema decides, and says what is wrong.
 */
function plainAttributes(json: Record<string, unknown>): Attributes | undefined {
  const { specversion, id, source, type, subject, time, datacontenttype, data } = json;
  if (specversion !== '1.0' || (datacontenttype !== undefined && datacontenttype !== 'application/json')) return;
  if (typeof id !== 'string' || !ulidPattern.test(id)) return;
  const knownSource = knownSources.get(source as string);
  if (knownSource === undefined) return;
  if (typeof type !== 'string' || !nameOfType.has(type)) return;
  if (typeof subject !== 'string' || subject === '' || subject.length > 120) return;
  if (typeof time !== 'string' || !writtenInstant.test(time) || !isObject(data)) return;
  for (const name in json) if (!plainNames.has(name)) return;
  return { id, source: knownSource, type, subject, time, data };
}

/** Reads a CloudEvent in structured JSON. What comes back is of a current version, with its subject in canonical form. */
export function decodeEvent(json: unknown, options: DecodeOptions): Result<ClewEvent> {
  if (!isObject(json)) {
    return refused(refusal('not-an-event', '', 'Not a JSON object.', 'Send a CloudEvents 1.0 object.'));
  }
  const plain = plainAttributes(json);
  const parsed = plain === undefined ? attributes.safeParse(json) : ({ success: true, data: plain } as const);
  const refusals = parsed.success ? [] : explainAttributes(parsed.error.issues, json);
  if (options.unknownFields === 'refuse' && parsed.success) refusals.push(...unknownAttributes(json));
  if (!parsed.success) return refused(...refusals);
  const { id, source, type, time, data } = parsed.data;
  if (plain === undefined) rememberSource(source);
  const known = resolveType(type);
  if (!('name' in known)) return refused(...refusals, known);
  const body = decodeData(known.name, upcast(known, data), options);
  if (!body.ok) return refused(...refusals, ...body.refusals);
  const event = {
    id,
    source,
    subject: parsed.data.subject,
    time: plain === undefined ? new Date(time).toISOString() : time,
    name: body.value.name,
    data: body.value.data,
  } as ClewEvent;
  const subject = canonicalSubject(event);
  if (typeof subject !== 'string') return refused(...refusals, subject);
  if (refusals.length > 0) return refused(...refusals);
  return accepted(subject === event.subject ? event : ({ ...event, subject } as ClewEvent));
}

function explainAttributes(issues: readonly z.core.$ZodIssue[], json: object): Refusal[] {
  return explainIssues(issues, json, '').map((each) =>
    each.field === '/id' && each.code === 'invalid-value'
      ? refusal(
          'event-id-shape',
          '/id',
          'The id is not a ULID.',
          'Make the id with a ULID library, once, before sending.',
        )
      : each,
  );
}

const attributeNames = new Set(Object.keys(attributes.shape));

function unknownAttributes(json: object): Refusal[] {
  return Object.keys(json)
    .filter((name) => !attributeNames.has(name))
    .map((name) =>
      refusal(
        'unknown-field',
        `/${name.slice(0, 80)}`,
        'Clew has no such attribute.',
        'Leave it out, or put it under data.',
      ),
    );
}

interface KnownType {
  readonly name: EventName;
  readonly version: number;
}

const currentTypes: ReadonlyMap<string, KnownType> = new Map(
  [...nameOfType].map(([type, name]) => [type, { name, version: Number(type.slice(type.lastIndexOf('.v') + 2)) }]),
);

function resolveType(type: string): KnownType | Refusal {
  const current = currentTypes.get(type);
  if (current !== undefined) return current;
  const remedy = 'See docs/reference/events.md for the types and their versions.';
  const [, base, version] = /^clew\.([A-Za-z]+)\.v(\d{1,4})$/.exec(type) ?? [];
  const name = base as EventName | undefined;
  if (name === undefined || !typeOfName.has(name)) {
    return refusal('unknown-event-type', '/type', 'The catalogue has no such event type.', remedy);
  }
  const isOlder =
    name !== 'corrected' && name !== 'retracted' && hasEarlierVersion(definitionOf(name), Number(version));
  if (isOlder) return { name, version: Number(version) };
  return refusal('unknown-event-version', '/type', 'The catalogue has no such version of the event type.', remedy);
}

function upcast(known: KnownType, data: Record<string, unknown>): Record<string, unknown> {
  if (known.name === 'corrected' || known.name === 'retracted') return data;
  return upcastData(definitionOf(known.name), known.version, data);
}

type Body = { readonly name: EventName; readonly data: unknown };

function decodeData(name: EventName, data: Record<string, unknown>, options: DecodeOptions): Result<Body> {
  const schema =
    name === 'corrected' ? corrected.data : name === 'retracted' ? retracted.data : definitionOf(name).data;
  const parsed = schema.safeParse(data);
  if (!parsed.success) return refused(...explainIssues(parsed.error.issues, data, '/data'));
  if (options.unknownFields === 'refuse') {
    const unknown = unknownFields(data, parsed.data, '/data');
    if (unknown.length > 0) return refused(...unknown);
  }
  return accepted({ name, data: inMemory(name, parsed.data as Record<string, unknown>) });
}

/** Amendments name the fact that they are about by its type on the wire, and by its name in memory. */
function inMemory(name: EventName, data: Record<string, unknown>): unknown {
  if (name === 'corrected') {
    const { type, data: replaced } = data['replacement'] as { type: string; data: unknown };
    return {
      target: data['target'],
      reason: data['reason'],
      replacement: { name: nameOfType.get(type), data: replaced },
    };
  }
  if (name === 'retracted') {
    return { target: data['target'], reason: data['reason'], targetName: nameOfType.get(data['targetType'] as string) };
  }
  return data;
}

function canonicalSubject(event: ClewEvent): string | Refusal {
  const kind = definitionOf(factNameOf(event)).subject;
  if (kind === 'staff-number') {
    const parsed = parseStaffNumber(event.subject);
    if (typeof parsed === 'string') return parsed;
    return parsed.mistake === 'staff-number-shape'
      ? refusal(
          parsed.mistake,
          '/subject',
          'Not shaped like a staff number.',
          'Send the ten characters that the ID service gave.',
        )
      : refusal(
          parsed.mistake,
          '/subject',
          'The check character is wrong.',
          'Copy the staff number again from the ID service.',
        );
  }
  const schema = kind === 'organisation' ? code : roleId;
  if (schema.safeParse(event.subject).success) return event.subject;
  return refusal(
    'invalid-value',
    '/subject',
    `Not the code of ${kind === 'role' ? 'a role' : 'an organisation'}.`,
    'Send its code.',
  );
}

/** The structured JSON of an event. */
export function encodeEvent(event: ClewEvent): CloudEventJson {
  return {
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: typeOfName.get(event.name) ?? event.name,
    subject: event.subject,
    time: event.time,
    datacontenttype: 'application/json',
    data: onTheWire(event),
  };
}

function onTheWire(event: ClewEvent): Record<string, unknown> {
  if (event.name === 'corrected') {
    const { target, reason, replacement } = event.data;
    return {
      target,
      reason,
      replacement: { type: cloudEventType(definitionOf(replacement.name)), data: replacement.data },
    };
  }
  if (event.name === 'retracted') {
    const { target, reason, targetName } = event.data;
    return { target, reason, targetType: cloudEventType(definitionOf(targetName)) };
  }
  return event.data as Record<string, unknown>;
}

/** The topic on which an event belongs: that of the fact that it states or amends. */
export function topicOf(event: ClewEvent): (typeof topics)[keyof typeof topics] {
  return topics[definitionOf(factNameOf(event)).topic];
}

/** Canonical JSON of all but the id: the attributes are written in the order of their names. */
function canonicalContent({ data, datacontenttype, source, specversion, subject, time, type }: CloudEventJson): string {
  const text = (value: string): string => JSON.stringify(value);
  return (
    `{"data":${canonicalJson(data)},"datacontenttype":${text(datacontenttype)},"source":${text(source)},` +
    `"specversion":${text(specversion)},"subject":${text(subject)},"time":${text(time)},"type":${text(type)}}`
  );
}

/**
 * SHA-256 of what an event says, over canonical JSON (RFC 8785), in hexadecimal: all but the id.
 * The same id with the same hash is a resend; with another it is a mistake to be named.
 */
export function contentHash(event: ClewEvent): string {
  return hash('sha256', canonicalContent(encodeEvent(event)), 'hex');
}
