// The catalogue keeps its promises: examples mean what they say, and every document agrees with validation.

import asyncApiSpecification from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import {
  asyncApi,
  cloudEventType,
  decodeEvent,
  decodeRecord,
  encodeRecord,
  jsonSchemas,
  topics,
} from '../src/index.ts';
import { definitions, envelopeOf, refusalsOf } from './helpers.ts';

const schemas = jsonSchemas();

function compiled(type: string) {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  return ajv.compile(schemas.get(`${type}.json`) ?? {});
}

describe.each(definitions.map((definition) => [definition.name, definition] as const))('%s', (_name, definition) => {
  const accepts = compiled(cloudEventType(definition));

  test('has examples of both kinds, and a topic that exists', () => {
    expect(definition.validExamples.length).toBeGreaterThan(0);
    expect(definition.invalidExamples.length).toBeGreaterThan(0);
    expect(Object.keys(topics)).toContain(definition.topic);
  });

  test.each(definition.validExamples.map((data) => [data]))('accepts %j', (data) => {
    const decoded = decodeEvent(envelopeOf(definition, data), { unknownFields: 'refuse' });
    expect(refusalsOf(decoded)).toEqual([]);
    expect(accepts(envelopeOf(definition, data)), JSON.stringify(accepts.errors)).toBe(true);
    if (decoded.ok) expect(decodeRecord(encodeRecord(decoded.value))).toEqual(decoded);
  });

  test.each(definition.invalidExamples.map((each) => [each.because, each] as const))('refuses %s', (_because, each) => {
    const event = envelopeOf(definition, each.data);
    expect(refusalsOf(decodeEvent(event, { unknownFields: 'refuse' }))).toContain(`${each.code} at ${each.field}`);
    expect(accepts(event)).toBe(false);
  });

  test('refuses a field that it does not have from a producer, and reads past it from the log', () => {
    const [example] = definition.validExamples;
    const event = envelopeOf(definition, { ...(example as object), shoeSize: 9 });
    expect(refusalsOf(decodeEvent(event, { unknownFields: 'refuse' }))).toEqual(['unknown-field at /data/shoeSize']);
    expect(accepts(event)).toBe(false);
    const tolerant = decodeEvent(event, { unknownFields: 'ignore' });
    expect(tolerant.ok && tolerant.value.data).toEqual(example);
  });
});

test('names are unique and in lower camel case', () => {
  const names = definitions.map((each) => each.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]+$/);
});

test('the AsyncAPI document is valid by the schema of its specification', () => {
  const specification = asyncApiSpecification as unknown as { readonly schemas: Record<string, object> };
  const schema = specification.schemas['3.0.0'] ?? {};
  const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false, meta: false, logger: false });
  const valid = ajv.validate(schema, asyncApi());
  expect(ajv.errorsText(), 'AsyncAPI').toBe('No errors');
  expect(valid).toBe(true);
});
