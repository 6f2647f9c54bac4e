// clew topics apply: the topics of the log, as code.
import type { Command } from 'commander';
import { addSharedOptions, type SharedOptions } from '../options.ts';

export function registerTopics(program: Command): void {
  const topics = program.command('topics').description('the topics of the log');
  addSharedOptions(
    topics
      .command('apply')
      .description('create the topics that are missing; a topic with another partition count is refused'),
  )
    .addHelpText(
      'after',
      `
With KAFKA_BROKERS set they are made on Kafka, else in the PostgreSQL log. Existing topics are never changed.

Examples:
  $ KAFKA_BROKERS=broker:9092 npm run -s clew -- topics apply
  $ npm run -s clew -- topics apply --json`,
    )
    .action(async (options: SharedOptions) => {
      const { applyTopics } = await import('../topics.ts');
      await applyTopics(options);
    });
}
