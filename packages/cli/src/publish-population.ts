// A synthetic population through the ID service and the gateway of a stack, with progress.
import type { Stack } from '@clew/local-stack';
import type { Population } from '@clew/synthetic';
import type { NumberedPopulation } from './numbered-population.ts';
import { type PublishedCounts, publishEvents } from './publish-events.ts';
import { formatCount, type Progress } from './terminal.ts';

/** Publishes everything, in order of time, as live sources would. */
export async function publishPopulation(
  population: Population,
  numbered: NumberedPopulation,
  stack: Stack,
  progress: Progress,
  signal: AbortSignal,
): Promise<PublishedCounts> {
  const { people, years } = population.options;
  progress.step(
    `generating ${formatCount(people)} people over ${years} years, and publishing them through the gateway`,
  );
  const published = await publishEvents({
    gatewayUrl: stack.url('gateway'),
    source: '/clew/synthetic',
    events: numbered.events(population.items('time')),
    onProgress: (sent) =>
      progress.passing(`${formatCount(numbered.counts.people)} staff numbers, ${formatCount(sent)} events published`),
    signal,
    onWait: (reason) => progress.step(`waiting for the gateway: ${reason}`),
  });
  progress.step(`${formatCount(published.accepted)} events accepted for ${formatCount(numbered.counts.people)} people`);
  return published;
}
