// Whether a staff number was ever issued: asked of the ID service in batches, and positive answers kept, since a number is for life.
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** Knows which staff numbers were issued. */
export interface StaffNumberDirectory {
  /** Of the given numbers, those that were never issued. Throws DirectoryUnavailable where nobody can say just now. */
  unknownAmong(staffNumbers: readonly string[]): Promise<ReadonlySet<string>>;
  /** Resolves when the ID service answers; throws DirectoryUnavailable otherwise. */
  check(): Promise<void>;
}

/** The ID service cannot be asked; the same request may succeed later. The message holds no number. */
export class DirectoryUnavailable extends Error {
  readonly code = 'id-service-unavailable';
  constructor(reason: string, cause?: unknown) {
    super(`the ID service cannot be asked: ${reason}`, { cause });
    this.name = 'DirectoryUnavailable';
  }
}

export interface HttpDirectoryOptions {
  /** Where the ID service listens: `http://127.0.0.1:4100`. */
  readonly url: string;
  /** The bearer token that it asks for, where it asks for one. */
  readonly token?: string | undefined;
  /** How many positive answers are kept (default 200,000: about 30 MB). Negative ones never are: a number may be issued next. */
  readonly remembered?: number;
  readonly timeoutMilliseconds?: number;
}

/** How many numbers go into one question. */
const questionSize = 1_000;

const answerSchema = z.object({
  // The number that the person has today (it may be another one after a merge); null where the asked one was never issued.
  results: z.array(z.object({ staffNumber: z.string().nullable() })),
});

/** A directory that asks `POST /staff-numbers/resolve`. */
export function createHttpDirectory(options: HttpDirectoryOptions): StaffNumberDirectory {
  const known = new LRUCache<string, true>({ max: options.remembered ?? 200_000 });
  const address = (path: string) => new URL(path, options.url.endsWith('/') ? options.url : `${options.url}/`);
  const headers = {
    'content-type': 'application/json',
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
  };
  const signal = () => AbortSignal.timeout(options.timeoutMilliseconds ?? 5_000);

  async function ask(staffNumbers: readonly string[]): Promise<readonly string[]> {
    const response = await fetch(address('staff-numbers/resolve'), {
      method: 'POST',
      headers,
      body: JSON.stringify({ staffNumbers }),
      signal: signal(),
    }).catch(unreachable);
    if (!response.ok) {
      await response.body?.cancel();
      throw new DirectoryUnavailable(reasonOf(response.status));
    }
    const answer = answerSchema.safeParse(await response.json().catch(unreachable));
    if (!answer.success || answer.data.results.length !== staffNumbers.length) {
      throw new DirectoryUnavailable('its answer cannot be read');
    }
    return staffNumbers.filter((_, index) => answer.data.results[index]?.staffNumber !== null);
  }

  return {
    unknownAmong: async (staffNumbers) => {
      const unknown = new Set(staffNumbers.filter((staffNumber) => known.get(staffNumber) === undefined));
      const asked = [...unknown];
      for (let from = 0; from < asked.length; from += questionSize) {
        for (const staffNumber of await ask(asked.slice(from, from + questionSize))) {
          known.set(staffNumber, true);
          unknown.delete(staffNumber);
        }
      }
      return unknown;
    },
    // Asked what events will ask: that the process lives would not tell that it opens its door to us.
    check: async () => void (await ask([])),
  };
}

function reasonOf(status: number): string {
  if (status === 401) return 'it does not know our token (CLEW_ID_SERVICE_TOKEN)';
  return `it answered ${status}`;
}

function unreachable(fault: unknown): never {
  const { name, cause } = Object(fault) as { name?: unknown; cause?: { code?: unknown } };
  const reason = name === 'TimeoutError' ? 'no answer in time' : String(cause?.code ?? 'the connection failed');
  throw new DirectoryUnavailable(reason, fault);
}
