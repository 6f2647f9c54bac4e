// The documents that derive from the catalogue: JSON Schema, AsyncAPI 3, and the reference page. Written by `npm run generate`.
import { z } from 'zod';
import { amendments } from './catalogue/amendments.ts';
import { catalogue } from './catalogue/index.ts';
import { cloudEventType, type EventDefinition } from './define-event.ts';
import { refusalCodes } from './refusal.ts';
import { type TopicKey, topics } from './topics.ts';

interface Documented {
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  readonly data: z.ZodType;
  readonly topic: TopicKey | null;
  readonly subject: string;
}

const documented: readonly Documented[] = [
  ...catalogue.map((each) => ({ ...each })),
  ...amendments.map((each) => ({ ...each, topic: null, subject: 'that of its target' })),
];

type Json = Record<string, unknown>;

/** Drops what only one event's schema needs, so that the files read well side by side. */
function schemaOf(type: z.ZodType): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    target: 'draft-2020-12',
    io: 'input',
    reused: 'inline',
  }) as Json;
  return schema;
}

/** The JSON Schema (2020-12) of one event in structured JSON, as a producer must send it: no unknown fields. */
function jsonSchemaOf(definition: Documented): Json {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:clew:schema:${cloudEventType(definition)}`,
    title: definition.name,
    description: definition.summary,
    type: 'object',
    required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data'],
    properties: {
      specversion: { const: '1.0' },
      id: {
        type: 'string',
        description: 'A ULID, made once by the publisher before sending',
        pattern: '^[0-7][0-9A-HJKMNP-TV-Z]{25}$',
      },
      source: { type: 'string', description: '/departments/{department}/systems/{system}', maxLength: 200 },
      type: { const: cloudEventType(definition) },
      subject: { type: 'string', description: `The subject: ${definition.subject}` },
      time: { type: 'string', format: 'date-time', description: 'When the source recorded it' },
      datacontenttype: { const: 'application/json' },
      dataschema: { type: 'string' },
      traceparent: { type: 'string' },
      tracestate: { type: 'string' },
      data: closed(schemaOf(definition.data)),
    },
    additionalProperties: false,
  };
}

/** Producers are strict: every object of the data is closed. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return inner['type'] === 'object' && inner['properties'] !== undefined
    ? { ...inner, additionalProperties: false }
    : inner;
}

/** One JSON Schema per event type, by file name. */
export function jsonSchemas(): ReadonlyMap<string, Json> {
  return new Map(documented.map((each) => [`${cloudEventType(each)}.json`, jsonSchemaOf(each)]));
}

/** The AsyncAPI 3.0 document of the topics and their messages, in CloudEvents binary mode as they stand on Kafka. */
export function asyncApi(): Json {
  const messagesOf = (topic: TopicKey) => documented.filter((each) => each.topic === topic || each.topic === null);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Clew events',
      version: '1.0.0',
      description:
        'Facts of careers, of staff numbers, of organisations, and what people declare. CloudEvents 1.0 in binary mode; the key is the subject.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      Object.entries(topics).map(([key, topic]) => [
        key,
        {
          address: topic.name,
          description: topic.summary,
          bindings: { kafka: { topic: topic.name, partitions: topic.partitions } },
          messages: Object.fromEntries(
            messagesOf(key as TopicKey).map((each) => [each.name, { $ref: `#/components/messages/${each.name}` }]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries(
      Object.entries(topics).map(([key, topic]) => [
        `publish-${key}`,
        { action: 'send', channel: { $ref: `#/channels/${key}` }, summary: topic.summary },
      ]),
    ),
    components: {
      messages: Object.fromEntries(documented.map((each) => [each.name, messageOf(each)])),
      schemas: { cloudEventHeaders: headersSchema() },
    },
  };
}

function messageOf(each: Documented): Json {
  return {
    name: cloudEventType(each),
    title: each.name,
    summary: each.summary,
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/cloudEventHeaders' },
    payload: closed(schemaOf(each.data)),
    bindings: { kafka: { key: { type: 'string', description: 'The subject of the event' } } },
  };
}

function headersSchema(): Json {
  const attributes = ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_subject', 'ce_time', 'content-type'];
  return {
    type: 'object',
    required: attributes,
    properties: Object.fromEntries(attributes.map((each) => [each, { type: 'string' }])),
  };
}

/** docs/reference/events.md: every event type with its fields, and an example that validates. */
export function eventsReference(): string {
  const parts = [
    '# Events',
    '',
    'Generated from `packages/events` by `npm run generate`; do not edit.',
    '',
    'Every event is a CloudEvents 1.0 object. `id` is a ULID that the publisher makes once, before sending. `source` is `/departments/{department}/systems/{system}`. `subject` is the staff number (or the code of an organisation or a role). `time` is when the source recorded the fact; `data.effectiveDate` is when it holds from. Producers are held to these fields strictly; readers pass over fields that they do not know.',
    '',
    '| type | topic | subject | says |',
    '|---|---|---|---|',
    ...documented.map(
      (each) =>
        `| [\`${cloudEventType(each)}\`](#${each.name.toLowerCase()}) | ${each.topic === null ? "its target's" : topics[each.topic].name} | ${each.subject} | ${each.summary} |`,
    ),
    '',
    ...documented.flatMap(sectionOf),
    ...refusalSection(),
  ];
  return `${parts.join('\n')}\n`;
}

function sectionOf(each: Documented): string[] {
  const definition = catalogue.find((candidate) => candidate.name === each.name) as unknown as
    | EventDefinition
    | undefined;
  const lines = [`## ${each.name}`, '', each.summary, ''];
  if (definition !== undefined)
    lines.push(`Version ${each.version}. Serves action points ${definition.actionPoints.join(', ')}.`, '');
  lines.push('| field | required | value |', '|---|---|---|', ...fieldRows(schemaOf(each.data), 'data'), '');
  for (const data of definition?.validExamples ?? []) lines.push('```json', JSON.stringify(data, null, 2), '```', '');
  for (const wrong of definition?.invalidExamples ?? []) {
    lines.push(`Refused: ${wrong.because} (\`${wrong.code}\` at \`${wrong.field}\`).`, '');
  }
  return lines;
}

function fieldRows(schema: Json, prefix: string): string[] {
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  return Object.entries((schema['properties'] as Record<string, Json> | undefined) ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}.${name}`;
    const row = `| \`${path}\` | ${required.has(name) ? 'yes' : 'no'} | ${fieldValue(field)} |`;
    return field['properties'] === undefined ? [row] : [row, ...fieldRows(field, path)];
  });
}

function fieldValue(field: Json): string {
  const description = typeof field['description'] === 'string' ? field['description'] : null;
  const values = field['enum'] as readonly unknown[] | undefined;
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(', ');
  if (field['const'] !== undefined) return `\`${field['const']}\``;
  const choices = (field['anyOf'] ?? field['oneOf']) as Json[] | undefined;
  if (choices?.some((choice) => choice['properties'] !== undefined)) return description ?? 'one of several objects';
  if (choices !== undefined)
    return [description, ...choices.map(fieldValue)].filter((part) => part !== null).join('; ');
  return description ?? String(field['type'] ?? 'any');
}

function refusalSection(): string[] {
  return [
    '## Refusals',
    '',
    '| code | means |',
    '|---|---|',
    ...Object.entries(refusalCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`),
  ];
}
