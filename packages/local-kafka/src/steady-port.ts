// A port of the loopback interface for somebody who goes and comes back to it.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { LocalKafkaUnavailable } from './jars.ts';

/** Above are the ports that systems give to whoever asks for any, connections among them: from 32768 (Linux) or 49152 (the others). */
const [lowest, highest] = [20_000, 32_767];
const tries = 100;

/**
 * A port that is free now, and that nobody is given unasked: a port of the system's choice (`listen(0)`) may be somebody's connection by
 * the time that a process which was stopped comes back for it. `besides` is one that is chosen already.
 * Throws `LocalKafkaUnavailable` where a hundred in a row are taken.
 */
export async function steadyPort(besides?: number): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const port = randomInt(lowest, highest + 1);
    if (port !== besides && (await isFree(port))) return port;
  }
  throw new LocalKafkaUnavailable(`No port from ${lowest} to ${highest} seems to be free on 127.0.0.1.`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
