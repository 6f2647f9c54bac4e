// The command that applies the topics' definitions to the configured log: makes what is missing, refuses what differs.
import { parseArgs } from 'node:util';
import { LogError, openLog, type TopicDefinition } from '@clew/event-log';
import { topics } from '@clew/events';
import { databaseUrlSchema } from '@clew/service-kit/backing';

const HELP = `Makes the topics of Clew where they are missing. Running it again changes nothing.

  node infra/topics.ts [--json] [--wait SECONDS] [--list]

The log is the one that the environment names:
  KAFKA_BROKERS    host:port, several separated by commas
  DATABASE_URL     the database that keeps the log where KAFKA_BROKERS is not set

Options:
  --json              one object on standard output: kind, created, unchanged, or error
  --wait SECONDS      how long to wait for a log that does not answer yet (default 60)
  --list              only shows the definitions; needs no log
  --help              this text

A topic that exists with another partition count is refused by name and left alone: another count breaks the order per key.
Exit status: 0 done, 1 refused or unreachable, 2 wrong usage.
`;

interface Command {
  readonly json: boolean;
  readonly list: boolean;
  readonly help: boolean;
  readonly waitSeconds: number;
}

/** Where the command speaks: results on standard output, all else on standard error. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
}

const definitions: readonly TopicDefinition[] = Object.values(topics).map(({ name, partitions }) => ({
  name,
  partitions,
}));

function parse(parameters: readonly string[]): Command | string {
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: {
        json: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        wait: { type: 'string', default: '60' },
      },
    });
    const waitSeconds = Number(values.wait);
    if (!(waitSeconds >= 0 && waitSeconds <= 3_600)) return '--wait takes a number of seconds from 0 to 3600.';
    return { json: values.json ?? false, list: values.list ?? false, help: values.help ?? false, waitSeconds };
  } catch (error) {
    return error instanceof Error ? error.message : 'The options could not be read.';
  }
}

async function apply(command: Command, { environment, tell }: Surroundings) {
  const kafkaBrokers = environment.KAFKA_BROKERS ?? '';
  const databaseUrl = environment.DATABASE_URL ?? '';
  if (kafkaBrokers === '' && databaseUrl === '') {
    throw new LogError('log-unreachable', 'No log is configured: set KAFKA_BROKERS or DATABASE_URL.', {
      retryable: false,
    });
  }
  if (kafkaBrokers === '') {
    const address = databaseUrlSchema.safeParse(databaseUrl, { reportInput: false });
    if (!address.success) throw new RangeError(`DATABASE_URL: ${address.error.issues[0]?.message ?? 'it is wrong'}`);
  }
  const log = openLog({ databaseUrl, kafkaBrokers, clientId: 'clew-topics' });
  const deadline = Date.now() + command.waitSeconds * 1_000;
  try {
    for (;;) {
      try {
        const { created } = await log.administration.ensureTopics(definitions);
        return {
          kind: kafkaBrokers === '' ? 'postgres' : 'kafka',
          created,
          unchanged: definitions.map(({ name }) => name).filter((name) => !created.includes(name)),
        };
      } catch (error) {
        if (!(error instanceof LogError) || !error.retryable || Date.now() >= deadline) throw error;
        tell(`Waiting: ${error.message}\n`);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  } finally {
    await log.close();
  }
}

/** Runs the command, and gives its exit status. */
export async function main(parameters: readonly string[], surroundings: Surroundings): Promise<number> {
  const { print, tell } = surroundings;
  const command = parse(parameters);
  if (typeof command === 'string') {
    tell(`${command}\nSee: node infra/topics.ts --help\n`);
    return 2;
  }
  if (command.help) {
    print(HELP);
    return 0;
  }
  if (command.list) {
    print(
      command.json
        ? `${JSON.stringify({ topics: definitions })}\n`
        : definitions.map(({ name, partitions }) => `${name}  ${partitions}\n`).join(''),
    );
    return 0;
  }
  try {
    const result = await apply(command, surroundings);
    if (command.json) print(`${JSON.stringify(result)}\n`);
    else
      print(
        [...result.created.map((name) => `made ${name}\n`), ...result.unchanged.map((name) => `found ${name}\n`)].join(
          '',
        ),
      );
    return 0;
  } catch (error) {
    const code = error instanceof LogError ? error.code : 'fault';
    const message =
      error instanceof LogError || error instanceof RangeError ? error.message : 'The topics could not be applied.';
    if (command.json)
      print(
        `${JSON.stringify({ error: { code, message, retryable: error instanceof LogError && error.retryable } })}\n`,
      );
    else tell(`${message}\n`);
    return 1;
  }
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), {
    environment: process.env,
    print: (text) => void process.stdout.write(text),
    tell: (text) => void process.stderr.write(text),
  });
}
