// The examples of the statistics' how-to are run as they stand, and print what stands below them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const document = readFileSync(join(root, 'docs/how-to/statistics.md'), 'utf8');
const examples = [
  ...document.matchAll(/## ([^\n]+)\n(?:(?!\n## )[\s\S])*?```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g),
];

describe('docs/how-to/statistics.md', () => {
  test('has an example to each kind of question', () => {
    expect(examples.length).toBe(5);
  });

  test.each(examples.map(([, heading, code, output]) => [heading, code, output]))('%s', (_, code, output) => {
    const printed = execFileSync(process.execPath, ['--input-type=module-typescript', '-'], {
      cwd: root,
      encoding: 'utf8',
      input: code ?? '',
    });
    expect(printed).toBe(output);
  });
});
