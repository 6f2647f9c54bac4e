// What `clew publish` does: find or start a gateway, and let @clew/publisher do the rest.
import { readLiveStack } from '@clew/local-stack';
import { runPublishCommand } from '@clew/publisher';
import type { PublishOptions } from './commands/publish.ts';
import { homeOf, interruptible, present, withStack } from './place.ts';
import { Progress } from './terminal.ts';

/** Publishes a file and leaves the exit code of the publisher. */
export async function publishOfCommand(path: string, options: PublishOptions): Promise<void> {
  const home = homeOf(options.home);
  const gateway = options.gateway ?? present(process.env['CLEW_GATEWAY_URL']) ?? (await runningGateway(home));
  process.exitCode =
    gateway === undefined
      ? await publishToOwn(path, options, home)
      : await interruptible((signal) => publish(path, options, gateway, signal));
}

async function runningGateway(home: string): Promise<string | undefined> {
  return (await readLiveStack(home))?.services['gateway']?.url;
}

/** With services that run for this command alone there is nobody to project afterwards: so it waits. */
function publishToOwn(path: string, options: PublishOptions, home: string): Promise<number> {
  const progress = new Progress();
  return withStack({ home, progress, services: ['id-service', 'gateway', 'projector'] }, (stack, signal) =>
    publish(path, { ...options, wait: true }, stack.url('gateway'), signal),
  );
}

function publish(path: string, options: PublishOptions, gateway: string, signal: AbortSignal): Promise<number> {
  const { source, credential, format, type, rejects, patience } = options;
  return runPublishCommand(
    {
      path,
      gateway,
      ...(source === undefined ? {} : { source }),
      ...(credential === undefined ? {} : { credential }),
      ...(format === undefined ? {} : { format }),
      ...(type === undefined ? {} : { type }),
      ...(rejects === undefined ? {} : { rejects }),
      ...(patience === undefined ? {} : { patienceSeconds: patience }),
      wait: options.wait === true,
      json: options.json === true,
      signal,
    },
    {
      out: (text) => void process.stdout.write(text),
      error: (text) => void process.stderr.write(text),
      isTerminal: process.stderr.isTTY,
    },
  );
}
