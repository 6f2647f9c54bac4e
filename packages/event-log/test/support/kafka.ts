// What the tests know of the broker that they were given.
import type { KafkaForTests } from '@clew/testing';

/** A broker of ours takes short sessions, so that a frozen reader is found out soon; others insist on six seconds. */
export function sessionTimeout(kafka: KafkaForTests | undefined): number {
  return kafka?.kind === 'configured' ? 6_000 : 1_500;
}
