// What the door counts, for Prometheus.
import { Counter, Histogram, type Registry } from '@clew/service-kit';
import { isAccepted, type Outcome } from './item.ts';

export interface GatewayMetrics {
  /** Counts what became of a group. */
  readonly count: (outcomes: readonly Outcome[]) => void;
  readonly publishSeconds: Histogram;
}

export function createMetrics(registry: Registry): GatewayMetrics {
  const registers = [registry];
  const accepted = new Counter({
    name: 'clew_gateway_accepted_total',
    help: 'Events acknowledged, for the first time',
    registers,
  });
  const duplicates = new Counter({
    name: 'clew_gateway_duplicates_total',
    help: 'Events that had been acknowledged before',
    registers,
  });
  const refused = new Counter({
    name: 'clew_gateway_refused_total',
    help: 'Refused events, by the code of the first reason',
    labelNames: ['code'],
    registers,
  });
  return {
    publishSeconds: new Histogram({
      name: 'clew_gateway_publish_seconds',
      help: 'Seconds until the log held a group of events',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
    count: (outcomes) => {
      for (const outcome of outcomes) {
        if (!isAccepted(outcome)) refused.inc({ code: outcome.refusals[0]?.code ?? 'none' });
        else if (outcome.duplicate) duplicates.inc();
        else accepted.inc();
      }
    },
  };
}
