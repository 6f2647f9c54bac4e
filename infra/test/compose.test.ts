// compose.yaml without a Docker engine: the linter finds nothing, and every service, path and variable that it names exists.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const infra = join(import.meta.dirname, '..');
const root = join(infra, '..');

interface Compose {
  readonly services: Record<
    string,
    { readonly command?: readonly string[]; readonly environment?: Record<string, string> }
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
});
