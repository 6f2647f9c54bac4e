// Who may speak for which department: bearer tokens, of which only the hashes are configured.
import { readFileSync } from 'node:fs';
import { departmentOfSource } from '@clew/events';
import { tokenHashOf } from '@clew/service-kit';
import { z } from 'zod';

const credentialSchema = z
  .strictObject({
    tokenSha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hexadecimal'),
    /** The department whose events the holder may send. */
    department: z
      .string()
      .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
      .optional(),
    /** Only these systems of the department; all of them where absent. */
    systems: z.array(z.string().min(1)).min(1).optional(),
    /** A service of Clew's own instead of a department: `/clew/importer`. */
    source: z
      .string()
      .regex(/^\/clew\/[a-z-]+$/)
      .optional(),
  })
  .refine(
    (given) => (given.department === undefined) !== (given.source === undefined),
    'needs department or source, not both',
  );

/** One entry of CLEW_GATEWAY_CREDENTIALS. */
export type Credential = Readonly<z.infer<typeof credentialSchema>>;

/** Whoever sends a request: the holder of a credential, or anybody where the door is open (loopback only). */
export type Caller = Credential | 'anybody';

/**
 * Reads CLEW_GATEWAY_CREDENTIALS: a JSON array, or the path of a file that holds one. Throws Error with what is wrong, never
 * with what was written.
 */
export function readCredentials(text: string): readonly Credential[] {
  const json = text.trimStart().startsWith('[') ? text : readCredentialsFile(text);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error('is not JSON');
  }
  const parsed = z.array(credentialSchema).min(1, 'holds no credential').safeParse(value, { reportInput: false });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`entry ${String(issue?.path.join('.') ?? '')}: ${issue?.message ?? 'is not a credential'}`);
}

function readCredentialsFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Error('is neither a JSON array nor the path of a file that can be read');
  }
}

/** Finds the holder of a bearer token. */
export class CredentialBook {
  readonly #byHash: ReadonlyMap<string, Credential>;

  constructor(credentials: readonly Credential[]) {
    this.#byHash = new Map(credentials.map((credential) => [credential.tokenSha256, credential]));
  }

  /** True where nothing is configured: then anybody who reaches the door may pass, and it listens on loopback only. */
  get open(): boolean {
    return this.#byHash.size === 0;
  }

  /** The caller of an Authorization header; a string says why there is none. Tokens are compared by their hash only. */
  callerOf(authorization: string | undefined): Caller | 'credential-missing' | 'credential-unknown' {
    if (this.open) return 'anybody';
    const given = tokenHashOf(authorization);
    if (given === undefined) return 'credential-missing';
    return this.#byHash.get(given) ?? 'credential-unknown';
  }
}

/** Whether the caller may send events of a source. */
export function maySpeakFor(caller: Caller, source: string): boolean {
  if (caller === 'anybody') return true;
  if (caller.source !== undefined) return source === caller.source;
  if (departmentOfSource(source) !== caller.department) return false;
  return caller.systems === undefined || caller.systems.includes(source.slice(source.lastIndexOf('/') + 1));
}

/** What a caller may read: everything where the door is open, else what its own department sent. */
export function ownerOf(caller: Caller): string | null {
  return caller === 'anybody' ? null : (caller.department ?? caller.source ?? '');
}
