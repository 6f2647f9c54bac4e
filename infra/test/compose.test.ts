// compose.yaml without a Docker engine: the linter finds nothing, and every service, path and variable that it names exists.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const infra = join(import.meta.dirname, '..');
const root = join(infra, '..');

interface Compose {
  readonly services: Record<
    string,
    {
      readonly build?: object;
      readonly command?: readonly string[];
      readonly environment?: Record<string, string>;
      readonly volumes?: readonly string[];
    }
  >;
}

const compose = parse(readFileSync(join(infra, 'compose.yaml'), 'utf8'), { merge: true }) as Compose;

describe('infra/compose.yaml', () => {
  test('passes the linter', () => {
    const linter = join(infra, 'node_modules/.bin/dclint');
    const done = spawnSync(linter, ['compose.yaml', '--config', '.dclintrc.json', '--max-warnings', '0'], {
      cwd: infra,
      encoding: 'utf8',
    });
    expect(done.stdout + done.stderr).not.toMatch(/error|warning/i);
    expect(done.status).toBe(0);
  });

  test('runs every service of the house', () => {
    const services = globSync('services/*/main.ts', { cwd: root }).map((path) => path.split('/')[1]);
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(services));
  });

  test('starts programs that exist', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      const program = service.command?.[1];
      if (program !== undefined) expect(existsSync(join(root, program)), `${name}: ${program}`).toBe(true);
    }
  });

  test('sets only variables that the service reads', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      const sources = globSync(`services/${name}/{main.ts,src/**/*.ts}`, { cwd: root });
      const text = sources.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
      const own = Object.keys(service.environment ?? {}).filter((variable) => variable.startsWith('CLEW_'));
      for (const variable of own) expect(text.includes(variable), `${name} reads ${variable}`).toBe(true);
    }
  });

  test('mounts volumes only where the image has a directory of its own user', () => {
    const image = readFileSync(join(infra, 'Dockerfile'), 'utf8');
    const ours = Object.values(compose.services).filter(({ build }) => build !== undefined);
    const mounted = ours.flatMap(({ volumes }) => volumes ?? []).map((each) => each.split(':')[1] ?? '');
    expect(mounted.length).toBeGreaterThan(0);
    for (const path of mounted) expect(image).toContain(`install --directory --owner=node --group=node ${path}\n`);
  });

  test('copies into the image whatever the installation reads', () => {
    const copied = [...readFileSync(join(infra, 'Dockerfile'), 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
      .flatMap(([, sources]) => sources?.split(' ') ?? [])
      .map((each) => each.split('/')[0]);
    const workspace = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as {
      readonly packages: readonly string[];
      readonly patchedDependencies?: Readonly<Record<string, string>>;
    };
    const needed = [...workspace.packages, ...Object.values(workspace.patchedDependencies ?? {})];
    expect(copied).toEqual(expect.arrayContaining([...new Set(needed.map((each) => each.split('/')[0]))]));
  });
});

describe('the services with what compose.yaml gives them', () => {
  const names = ['id-service', 'gateway', 'projector', 'analytics'];

  test.each(names)('%s listens beyond loopback', async (name) => {
    const service = await run(name, environmentOf(name));
    expect(service).toMatchObject({ code: 0, stderr: '', url: expect.stringMatching(/^http:\/\/0\.0\.0\.0:\d+$/) });
  });

  test.each([
    ['id-service', 'CLEW_ID_SERVICE_TOKENS'],
    ['gateway', 'CLEW_GATEWAY_CREDENTIALS'],
    ['analytics', 'CLEW_ANALYTICS_TOKENS'],
  ])('%s refuses to without %s', async (name, variable) => {
    const service = await run(name, { ...environmentOf(name), [variable]: '' });
    expect(service).toMatchObject({ code: 1, url: undefined });
    expect(service.stderr).toContain(`HOST: Without ${variable} the service listens on loopback only.`);
  });
});

/** What whoever runs compose sets, as docs/how-to/run-in-containers.md says. */
const chosen: Readonly<Record<string, string>> = {
  CLEW_ANALYTICS_TOKENS: 'a'.repeat(64),
  CLEW_DATABASE_PASSWORD: 'chosen',
  CLEW_GATEWAY_CREDENTIALS: `[{"tokenSha256":"${'b'.repeat(64)}","department":"hm-treasury"}]`,
  CLEW_ID_SERVICE_TOKEN: 'c2VjcmV0IG9mIGEgdGVzdA==',
  CLEW_ID_SERVICE_TOKENS: 'c'.repeat(64),
  CLEW_NI_KEYS: `1:${Buffer.alloc(32, 1).toString('base64')}`,
};

/** The service's environment with the variables of compose put in; hosts that exist only there are on this machine, where nothing listens. */
function environmentOf(name: string): Record<string, string> {
  const given = Object.entries(compose.services[name]?.environment ?? {}).map(([variable, text]) => [
    variable,
    text.replaceAll(
      /\$\{(\w+):\?[^}]*\}/g,
      (_, asked: string) => chosen[asked] ?? expect.fail(`${asked} is not documented`),
    ),
  ]);
  const environment = Object.fromEntries(given) as Record<string, string>;
  const elsewhere = (text = '') => text.replaceAll(/\b(?:postgres:5432|kafka:9092)\b/g, '127.0.0.1:9');
  const { DATABASE_URL, KAFKA_BROKERS } = environment;
  return { ...environment, DATABASE_URL: elsewhere(DATABASE_URL), KAFKA_BROKERS: elsewhere(KAFKA_BROKERS), PORT: '0' };
}

/** Starts a service, tells it to stop as soon as it listens, and gives what it said. */
async function run(name: string, environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(root, 'services', name, 'main.ts')], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  let url: string | undefined;
  createInterface(child.stdout).on('line', (line) => {
    const said = JSON.parse(line) as { readonly event?: string; readonly url?: string };
    if (said.event !== 'listening') return;
    url = said.url;
    child.kill('SIGTERM');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr, url };
}
