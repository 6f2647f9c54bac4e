// The life of a process: start, wait with a reason, stop within a bound, and the exit code of each end.

import { fileURLToPath } from 'node:url';
import { serviceProcesses } from '@clew/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { problemSchema } from '../src/index.ts';

const { start, killAll } = serviceProcesses(fileURLToPath(new URL('fixtures/service.ts', import.meta.url)));
afterEach(killAll);

describe('runService', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes what is in hand on %s, closes in reverse order, and exits with 0',
    async (signal) => {
      const { child, exited, lines, seen, url } = start({ BEHAVIOUR: 'works' });
      await seen('started');
      const answer = fetch(`${await url()}/slow`);
      // Only when the request has surely reached the process: another connection's answer would not show that.
      await seen('slow-begun');
      child.kill(signal);
      expect(await (await answer).json()).toEqual({ finished: true });
      expect(await exited).toBe(0);
      const events = lines().map((line) => line['event']);
      expect(events.filter((event) => String(event).startsWith('closed-') || event === 'stopped')).toEqual([
        'closed-server',
        'closed-first',
        'stopped',
      ]);
    },
  );

  it('waits with growing pauses, says why, and stops while it waits', async () => {
    const { child, exited, lines, seen, url } = start({ BEHAVIOUR: 'waits' });
    await seen('waiting');
    expect((await fetch(`${await url()}/healthz`)).status).toBe(200);
    const ready = await fetch(`${await url()}/readyz`);
    expect([ready.status, problemSchema.parse(await ready.json()).detail]).toEqual([
      503,
      'database: it refuses connections.',
    ]);
    await expect.poll(() => lines().filter((line) => line['event'] === 'waiting').length).toBeGreaterThan(3);
    const pauses = lines().flatMap((line) => line['pauseMilliseconds'] ?? []);
    expect(pauses.slice(0, 4)).toEqual([10, 20, 40, 40]);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('exits with 1 and the reason where the start fails', async () => {
    const { exited, lines } = start({ BEHAVIOUR: 'fails' });
    expect(await exited).toBe(1);
    expect(JSON.stringify(lines().find((line) => line['event'] === 'start-failed'))).toContain('the disk is full');
    expect(lines().map((line) => line['event'])).toContain('closed-first');
  });

  it('exits with 1 and the reason where the stop outlasts its bound', async () => {
    const { child, exited, lines, seen } = start({ BEHAVIOUR: 'hangs-at-stop', STOP_WITHIN_SECONDS: '1' });
    await seen('started');
    child.kill('SIGTERM');
    expect(await exited).toBe(1);
    expect(lines().find((line) => line['event'] === 'forced-exit')?.['reason']).toContain('longer than 1 s');
  });

  it('exits with 1 and every mistake where the configuration is wrong', async () => {
    const { exited, output } = start({ BEHAVIOUR: 'sings', PORT: 'seven' });
    expect(await exited).toBe(1);
    expect(output.error).toMatch(/2 mistakes[\s\S]*PORT:[\s\S]*BEHAVIOUR:/);
    expect(output.error).not.toMatch(/sings|seven/);
  });

  it('explains its variables', async () => {
    const { exited, output } = start({}, ['--help']);
    expect(await exited).toBe(0);
    expect(output.standard).toContain('BEHAVIOUR');
  });
});
