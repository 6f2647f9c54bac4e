// Where prepared events wait until they are answered: in memory, or in a durable outbox. Both are read from the front and dropped from it.

/** The front of a queue. */
export interface Front {
  readonly lines: readonly string[];
  /** Drops the first `count` of these lines: they have their answers. */
  readonly drop: (count: number) => Promise<void>;
}

export interface Queue {
  /** Resolves when the queue holds the lines as safely as it can. */
  append(lines: readonly string[]): Promise<void>;
  /** At most so many lines from the front; undefined where the queue is empty. */
  front(maximumLines: number): Promise<Front | undefined>;
  /** How many lines wait; those that were there when it was opened count too. */
  readonly length: number;
  close(): Promise<void>;
}

/** A queue that lasts as long as the process: for sources that can be read again, such as files. */
export function createMemoryQueue(): Queue {
  let waiting: string[] = [];
  return {
    append: async (lines) => {
      waiting.push(...lines);
    },
    front: async (maximumLines) => {
      if (waiting.length === 0) return undefined;
      return {
        lines: waiting.slice(0, maximumLines),
        drop: async (count) => {
          waiting = waiting.slice(count);
        },
      };
    },
    get length() {
      return waiting.length;
    },
    close: async () => undefined,
  };
}
