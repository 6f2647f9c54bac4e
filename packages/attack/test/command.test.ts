// The command: what it prints, what it refuses and how it says so.
import { Writable } from 'node:stream';
import { methods } from '@clew/disclosure';
import { describe, expect, test } from 'vitest';
import { attackers } from '../src/attackers/index.ts';
import { runAttackCommand } from '../src/command.ts';

async function run(...words: string[]) {
  const texts = { output: '', error: '' };
  const into = (name: keyof typeof texts) =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[name] += String(chunk);
        done();
      },
    });
  const code = await runAttackCommand(words, { output: into('output'), error: into('error') });
  return { code, ...texts };
}

describe('npm run attack', () => {
  test('ends with one object, and says how far it is on standard error', async () => {
    const { code, output, error } = await run(
      '--method',
      'practice',
      '--people',
      '1000',
      '--releases',
      '2',
      '--targets',
      '50',
      '--json',
    );
    expect(code).toBe(0);
    const report = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
    expect(report).toMatchObject({ method: 'practice', parameters: { threshold: 5, base: 5 }, releases: 2 });
    for (const name of ['bestAttackerAccuracy', 'certainInferences', 'threeWayPublished', 'meanAbsoluteError']) {
      expect(Number.isFinite(report[name])).toBe(true);
    }
    expect(report.attackers).toHaveLength(attackers.length + 1);
    expect(error).toContain('release 2 of 2');
  });

  test('prints a table for people', async () => {
    const { code, output } = await run(
      '--method',
      'suppress',
      '--parameter',
      'threshold=3',
      '--people',
      '1000',
      '--releases',
      '1',
      '--targets',
      '20',
    );
    expect(code).toBe(0);
    expect(output).toMatch(/suppress \(threshold 3/);
    for (const { name } of attackers) expect(output).toContain(name);
  });

  test('tells in its help of every method and attacker', async () => {
    const { code, output } = await run('--help');
    expect(code).toBe(0);
    for (const { name } of [...methods, ...attackers]) expect(output).toContain(`  ${name} `);
  });

  test.each([
    [['--method', 'nothing'], /There is no such method/],
    [['--people', 'many'], /--people is not a whole number/],
    [['--people', '20000001'], /--people is not a whole number/],
    [['--releases', '0'], /--releases is not a whole number/],
    [['--parameter', 'threshold'], /name=value/],
    [['--method', 'practice', '--parameter', 'colour=red'], /It takes: threshold/],
    [['--method', 'practice', '--parameter', 'threshold=many'], /threshold/],
    [['--frontier', 'picture.png'], /--frontier takes an .svg file/],
    [['--frontier', 'no/such/folder/picture.svg'], /--frontier takes an .svg file/],
    [['--frontier', 'picture.svg', '--method', 'practice'], /--frontier runs every method/],
    [['--loudly'], /--loudly/],
    [['--method', 'nothing', '--parameter', 'threshold=3'], /There is no such method/],
    [['--method', 'practice', '--parameter', 'threshold='], /threshold: It is not a whole number/],
    [['--method', 'practice', '--parameter', 'threshold=3=4'], /threshold: It is not a whole number/],
    [['--method', 'practice', '--parameter', 'complementary=yes'], /complementary: It is not true or false/],
    [['--method', 'practice', '--parameter', 'threshold=3', '--parameter', 'threshold=4'], /gives threshold twice/],
    [['--people', '10'], /--people is not a whole number/],
    [['--people', '-5'], /--people is not a whole number/],
    [['--seed', 'text'], /--seed is not a whole number/],
    [['more'], /more/],
  ])('refuses %j, and says what to do', async (words, message) => {
    const { code, output, error } = await run(...words);
    expect(code).toBe(2);
    expect(output).toBe('');
    expect(error).toMatch(message);
    expect(error.trimEnd().split('\n')).toHaveLength(2);
  });
});
