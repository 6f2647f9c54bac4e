// Configuration: every mistake at once, with the variable and the remedy, and never a value.

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLogger, describeMistakes, readConfiguration, serviceVariables } from '../src/index.ts';

const schema = z.object({
  ...serviceVariables,
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('PostgreSQL, as postgresql://user:password@host/database'),
  KEY: z
    .string()
    .regex(/^\d+:[a-z]+$/)
    .describe('A secret, as version:letters'),
});

describe('readConfiguration', () => {
  it('fills in what has a default, and takes an empty variable for an absent one', () => {
    const reading = readConfiguration(schema, { DATABASE_URL: 'postgresql://h/d', KEY: '1:a', PORT: '', UNKNOWN: 'x' });
    expect(reading).toMatchObject({ ok: true, configuration: { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'info' } });
  });

  it('names every mistake, without the values', () => {
    const reading = readConfiguration(schema, { PORT: '70000', LOG_LEVEL: 'loud-and-clear', KEY: 'hunter-two' });
    if (reading.ok) expect.fail('accepted');
    expect(reading.mistakes.map(({ variable }) => variable)).toEqual(['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'KEY']);
    const text = describeMistakes('door', reading.mistakes);
    expect(text).toContain('4 mistakes');
    expect(text).toContain('DATABASE_URL: It is missing. Set DATABASE_URL: PostgreSQL, as postgresql');
    expect(text).not.toMatch(/hunter-two|loud-and-clear|70000/);
  });
});

describe('createLogger', () => {
  it('keeps personal data and values quoted by errors out of its lines', () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 'door', destination: { write: (line) => void lines.push(line) } });
    const fromDatabase = Object.assign(new Error('invalid input syntax for type date: "Nightingale"'), {
      code: '22007',
      severity: 'ERROR',
      routine: 'DateTimeParseError',
      detail: 'Key (name)=(Nightingale) already exists.',
      constraint: 'person_name_key',
    });
    logger.error({ err: new Error('could not store', { cause: fromDatabase }), body: { familyName: 'Nightingale' } });
    logger.info({ request: { headers: { authorization: 'Bearer Nightingale' } }, familyName: 'Nightingale' });
    try {
      JSON.parse('Nightingale');
    } catch (fault) {
      logger.error({ err: fault });
      logger.error(fault);
    }
    const text = lines.join('');
    expect(lines).toHaveLength(4);
    expect(text).not.toContain('Nightingale');
    expect(text).toContain('22007');
    expect(text).toContain('person_name_key');
    expect(text).toContain('could not store');
  });
});
