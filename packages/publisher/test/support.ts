// A gateway as its documentation describes it, in memory, that a test can break: the real one is tested with the SDK in services/gateway.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

interface SentEvent {
  readonly id: string;
  readonly [attribute: string]: unknown;
}

export interface PretendGateway {
  readonly url: string;
  /** By id, as first accepted. */
  readonly events: ReadonlyMap<string, SentEvent>;
  /** How often each id came. */
  readonly times: ReadonlyMap<string, number>;
  readonly headers: readonly IncomingMessage['headers'][];
}

export interface Misbehaviour {
  /** Called for each request, from 1: true where it answered itself. */
  readonly misbehave?: (request: number, incoming: IncomingMessage, response: ServerResponse) => boolean;
  /** After how many lines the answer to a request breaks off; undefined: it does not. */
  readonly breakAfter?: (request: number) => number | undefined;
  /** Why an event is refused. */
  readonly refuse?: (event: SentEvent) => string | undefined;
}

/** Starts one for the present test. */
export async function pretendGateway(misbehaviour: Misbehaviour = {}): Promise<PretendGateway> {
  const events = new Map<string, SentEvent>();
  const times = new Map<string, number>();
  const headers: IncomingMessage['headers'][] = [];
  let requests = 0;
  const server = createServer((incoming, response) => {
    requests += 1;
    const request = requests;
    headers.push(incoming.headers);
    if (misbehaviour.misbehave?.(request, incoming, response) === true) return;
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const lines = Buffer.concat(chunks).toString('utf8').trimEnd().split('\n');
      const answers = lines.map((line, position) => {
        const event = JSON.parse(line) as SentEvent;
        times.set(event.id, (times.get(event.id) ?? 0) + 1);
        const code = misbehaviour.refuse?.(event);
        if (code !== undefined) {
          const error = { code, field: '/subject', message: 'Refused.', remedy: 'Mend it.', retryable: false };
          return { id: event.id, position, status: 'refused', errors: [error] };
        }
        const duplicate = events.has(event.id);
        if (!duplicate) events.set(event.id, event);
        return {
          id: event.id,
          position,
          status: 'accepted',
          ...(duplicate ? { duplicate } : {}),
          logPosition: `t/0/${events.size}`,
        };
      });
      response.writeHead(202, { 'content-type': 'application/x-ndjson' });
      const breakAfter = misbehaviour.breakAfter?.(request);
      const text = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
      if (breakAfter === undefined) response.end(text([...answers, { status: 'complete' }]));
      else response.write(text(answers.slice(0, breakAfter)), () => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, events, times, headers };
}

/** A directory for the present test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'clew-publisher-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A file for the present test. */
export async function temporaryFile(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  await writeFile(path, content);
  return path;
}

export const source = '/departments/hm-treasury/systems/oracle';
/** Of the right form; nobody has it. */
export const staffNumbers = ['B00000000B', 'C00000000C'] as const;
