// Who may call a service: bearer tokens, of which only the hashes are configured; without any, loopback only.

import { hash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from './problem.ts';
import type { Refusal } from './refusal.ts';

/** Whether only processes of this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** SHA-256 hashes of tokens, in lower-case hexadecimal, comma-separated: several, so that a token can be changed without a pause. */
export const tokenHashesSchema = z.string().transform((text, context): readonly string[] => {
  const hashes = text.split(',').map((each) => each.trim());
  const wrong = hashes.findIndex((each) => !/^[0-9a-f]{64}$/.test(each));
  if (wrong < 0) return hashes;
  // Whoever puts the token itself here must not see it in a log.
  context.addIssue({ code: 'custom', message: `Entry ${wrong + 1} is not a SHA-256 in lower-case hexadecimal.` });
  return z.NEVER;
});

/** A token as it is sent: what RFC 6750 allows in a header. */
export const tokenSchema = z.string().regex(/^[\w.~+/-]+=*$/, 'Expected letters, digits and . _ ~ + / - only.');

/** A refinement's options: without the variable the service listens on loopback only. It is asked even where other variables are wrong. */
export function loopbackOnlyWithout(variable: string) {
  return {
    path: ['HOST'],
    error: `Without ${variable} the service listens on loopback only.`,
    when: () => true,
  };
}

/** The SHA-256 of the bearer token of an Authorization header; undefined where it carries none. */
export function tokenHashOf(authorization: string | undefined): string | undefined {
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? '')?.[1];
  return token === undefined ? undefined : hash('sha256', token, 'hex');
}

/** The same of Basic, whose password is the token: all that a browser can send by itself. */
function passwordHashOf(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*) *$/i.exec(authorization ?? '')?.[1];
  const password = /^[^:]*:(.+)$/.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8'))?.[1];
  return password === undefined ? undefined : hash('sha256', password, 'hex');
}

export interface AccessOptions {
  /** SHA-256 of the tokens that open the door. None: it is open, on loopback only. */
  readonly hashes: readonly string[];
  /** The service's name, as a browser shows it. */
  readonly realm: string;
  /** People come with a browser, which asks them for a name (any) and a password (the token). */
  readonly browsers?: boolean;
}

/** Asks every request of the scope for one of the tokens. Tokens are compared by their hash only. */
export function requireToken(scope: Pick<FastifyInstance, 'addHook'>, options: AccessOptions): void {
  const { hashes, realm, browsers = false } = options;
  if (hashes.length === 0) return;
  const known = new Set(hashes);
  const challenges = [`Bearer realm="${realm}"`, ...(browsers ? [`Basic realm="${realm}", charset="UTF-8"`] : [])];
  scope.addHook('onRequest', async (request, reply) => {
    const { authorization } = request.headers;
    const given = tokenHashOf(authorization) ?? (browsers ? passwordHashOf(authorization) : undefined);
    if (given !== undefined && known.has(given)) return undefined;
    reply.header('www-authenticate', challenges);
    return refuse(reply, tokenRefusal(given === undefined ? 'credential-missing' : 'credential-unknown'));
  });
}

/** The refusal of a request without a token that is known. */
export function tokenRefusal(code: 'credential-missing' | 'credential-unknown'): Refusal {
  return {
    code,
    field: 'headers/authorization',
    message:
      code === 'credential-missing' ? 'The request carries no bearer token.' : 'The bearer token is not known here.',
    remedy: 'Send `Authorization: Bearer …` with the token that you were given.',
    retryable: false,
  };
}
