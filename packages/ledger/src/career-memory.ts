// The careers that this process wrote last: a bounded memory that saves reading a person's events and rows again.
import type { RecordedEvent } from '@clew/career';
import { LRUCache } from 'lru-cache';
import type { PersonRows } from './career-rows.ts';

/** A career as a transaction of this process left it. */
export interface RememberedCareer {
  /** The random number that the transaction gave the row. Only where the locked row still has it does the memory hold. */
  readonly revision: number;
  readonly events: readonly RecordedEvent[];
  readonly rows: PersonRows;
}

export interface CareerMemory {
  /** The career, where it is remembered and has that revision. */
  recall(staffNumber: string, revision: number): RememberedCareer | undefined;
  /** To be called after the commit. Should the outcome of a commit be unknown, calling nothing is safe. */
  remember(staffNumber: string, career: RememberedCareer): void;
}

/** Makes a memory bounded by the number of events that it holds (about 1.5 KB each with the rows that follow from them). */
export function createCareerMemory(maximumEvents: number): CareerMemory {
  if (maximumEvents <= 0) return { recall: () => undefined, remember: () => undefined };
  const careers = new LRUCache<string, RememberedCareer>({
    maxSize: maximumEvents,
    sizeCalculation: (career) => 1 + career.events.length,
  });
  return {
    recall: (staffNumber, revision) => {
      const found = careers.get(staffNumber);
      return found?.revision === revision ? found : undefined;
    },
    remember: (staffNumber, career) => void careers.set(staffNumber, career),
  };
}
