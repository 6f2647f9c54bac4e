// Alert rules name metrics that the services really have.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

const { groups } = parse(readFileSync(join(root, 'infra/prometheus/alerts.yaml'), 'utf8')) as Rules;
const sources = globSync('{services,packages}/*/src/**/*.ts', { cwd: root })
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

test.each(groups.flatMap((group) => group.rules).map((rule) => [rule.alert, rule.expr]))('%s', (_name, expression) => {
  const metrics = expression.match(/\bclew_[a-z_]+\b/g) ?? [];
  expect(metrics.length).toBeGreaterThan(0);
  for (const metric of metrics) expect(sources.includes(`'${metric}'`), metric).toBe(true);
});
