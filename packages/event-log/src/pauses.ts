// Growing pauses between attempts, which a stop or a wake-up can cut short.

/** The pause before an attempt (1, 2, 3, ...): 100 ms, doubling, 10 s at most, and up to a quarter less so that readers spread. */
export function pauseMilliseconds(attempt: number): number {
  return Math.min(100 * 2 ** Math.min(attempt - 1, 20), 10_000) * (1 - Math.random() / 4);
}

/** A sleep that others can end. A wake-up while nobody sleeps is remembered for the next sleep, so that none is lost. */
export interface Sleeper {
  sleep(milliseconds: number): Promise<void>;
  wake(): void;
}

export function createSleeper(): Sleeper {
  let awake: (() => void) | undefined;
  let pending = false;
  return {
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        if (pending) {
          pending = false;
          resolve();
          return;
        }
        const timer = setTimeout(done, milliseconds);
        function done(): void {
          clearTimeout(timer);
          awake = undefined;
          resolve();
        }
        awake = done;
      }),
    wake: () => {
      if (awake === undefined) pending = true;
      else awake();
    },
  };
}

/** Lets at most `size` pieces of work run at once, first come first served. */
export function createGate(size: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= size) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** Names a fault without its text: a message of the handler's may quote a record. */
export function nameOfError(error: unknown): string {
  if (!(error instanceof Error)) return 'a thrown value that is no Error';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && /^[\w-]{1,40}$/.test(code) ? `${error.name} ${code}` : error.name;
}
