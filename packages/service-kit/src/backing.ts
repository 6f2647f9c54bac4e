// What a process stands on, declared once: the database and the log, as every service and the command line read them.

import { parseBrokers } from '@clew/event-log/brokers';
import { z } from 'zod';

/** A part of an address with a percent sign that encodes nothing would only fail at the first connection. What is no address is told apart. */
function canBeDecoded(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, pathname } = new URL(text);
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL's address. It may hold a password, so no message ever repeats it. */
export const databaseUrlSchema = z
  // It does not abort: zod would then leave out what is asked of all variables together.
  .url({ protocol: /^postgres(ql)?$/, error: 'Expected an address that begins with postgresql://' })
  .refine(canBeDecoded, 'It cannot be decoded: write a percent sign of the user or the password as %25.');

/** Kafka's brokers as a list. An empty list counts as none. */
export const kafkaBrokersSchema = z.string().transform((text, context): readonly string[] => {
  try {
    return parseBrokers(text);
  } catch (fault) {
    context.addIssue({ code: 'custom', message: fault instanceof RangeError ? fault.message : 'It cannot be read.' });
    return z.NEVER;
  }
});

/** The database that every service needs. Spread it into the service's own schema. */
export const databaseVariables = {
  DATABASE_URL: databaseUrlSchema.describe('PostgreSQL, as postgresql://user:password@host:port/database'),
} as const;

/** The log of a service that publishes or reads events: Kafka's brokers, or nothing for the log in PostgreSQL. */
export const logVariables = {
  KAFKA_BROKERS: kafkaBrokersSchema
    .optional()
    .describe('Kafka, as host:port,host:port; without it the log is kept in PostgreSQL'),
} as const;
