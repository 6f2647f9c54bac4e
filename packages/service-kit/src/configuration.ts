// Configuration from the environment: validated whole, every mistake named with its remedy, no value ever printed.

import { z } from 'zod';

/** One environment variable that is missing or wrong. Never carries the value: it may be a secret. */
export interface ConfigurationMistake {
  readonly variable: string;
  readonly message: string;
  readonly remedy: string;
}

export type ConfigurationReading<Configuration> =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly mistakes: readonly ConfigurationMistake[] };

/** The environment as Node gives it. An empty variable counts as absent, as compose files and CI write it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that every service reads. Spread them into the service's own schema. `.describe()` is what `--help` shows. */
export const serviceVariables = {
  HOST: z.string().default('127.0.0.1').describe('Address to listen on; loopback unless told otherwise'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0).describe('Port to listen on; 0 takes a free one'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least severe log line to print'),
  STOP_WITHIN_SECONDS: z.coerce.number().int().min(1).max(600).default(10).describe('Bound of a clean stop'),
} as const;

/** Reads and checks all variables of the schema at once. Variables that it does not name are ignored. */
export function readConfiguration<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape>,
  environment: Environment,
): ConfigurationReading<z.output<z.ZodObject<Shape>>> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const reading = schema.safeParse(given, { reportInput: false });
  if (reading.success) return { ok: true, configuration: reading.data };
  const mistakes = reading.error.issues.map((issue) => {
    const variable = String(issue.path[0] ?? 'environment');
    return { variable, message: mistakeMessage(issue, given, variable), remedy: remedyFor(schema, variable) };
  });
  return { ok: false, mistakes };
}

function mistakeMessage(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>, variable: string): string {
  // What is asked of several variables together says itself what is missing.
  return variable in given || issue.code === 'custom' ? issue.message : 'It is missing.';
}

function remedyFor(schema: z.ZodObject<z.core.$ZodLooseShape>, variable: string): string {
  const description = describedVariables(schema).find((described) => described.variable === variable)?.description;
  return description === undefined ? `Set ${variable}.` : `Set ${variable}: ${description}.`;
}

/** The variables of a schema with their descriptions, for `--help` and for remedies. */
export function describedVariables(
  schema: z.ZodObject<z.core.$ZodLooseShape>,
): readonly { readonly variable: string; readonly description: string | undefined }[] {
  return Object.entries(schema.shape).map(([variable, field]) => ({
    variable,
    description: z.globalRegistry.get(field as z.ZodType)?.description,
  }));
}

/** The text that a person reads when a service will not start. */
export function describeMistakes(service: string, mistakes: readonly ConfigurationMistake[]): string {
  const lines = mistakes.map(({ variable, message, remedy }) => `  ${variable}: ${message} ${remedy}`);
  const count = mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`;
  return `${service} cannot start: its configuration has ${count}.\n${lines.join('\n')}\n`;
}

/** Prints the mistakes to standard error and ends the process with code 1. Only for `main.ts`. */
export function exitWithMistakes(service: string, mistakes: readonly ConfigurationMistake[]): never {
  process.stderr.write(describeMistakes(service, mistakes));
  process.exit(1);
}
