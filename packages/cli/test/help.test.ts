// What the command line says of itself, and how it refuses.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeFailure, exitCodeOf, Refused, Stopped } from '../src/failure.ts';
import { buildProgram } from '../src/program.ts';
import { clew } from './command-line.ts';

function leaves(command: Command, path: readonly string[] = []): readonly (readonly string[])[] {
  if (command.commands.length === 0) return [path];
  return command.commands.flatMap((each) => leaves(each, [...path, each.name()]));
}

describe('help', () => {
  test('the program names its commands, its exit codes and its variables', async () => {
    const { code, stdout, stderr } = await clew(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const { name } of buildProgram().commands.map((each) => ({ name: each.name() })))
      expect(stdout).toContain(name);
    for (const each of ['Exit codes', 'DATABASE_URL', 'KAFKA_BROKERS', 'CLEW_HOME', 'Examples'])
      expect(stdout).toContain(each);
  });

  test.each(leaves(buildProgram()).map((path) => path.join(' ')))(
    'clew %s --help tells what it takes',
    async (path) => {
      const { code, stdout } = await clew([...path.split(' '), '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: clew ${path}`);
      expect(stdout).toContain('--json');
    },
  );

  test('nothing at all prints the help', async () => {
    const { code, stdout } = await clew([]);
    expect([code, stdout.startsWith('Usage: clew')]).toEqual([0, true]);
  });
});

describe('refusals', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'clew-help-'));
    // Where root runs the tests, the database's own user must get through to its data.
    await chmod(home, 0o755);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  test.each([
    { given: ['frobnicate'], says: "unknown command 'frobnicate'" },
    { given: ['career'], says: "missing required argument 'staff-number'" },
    { given: ['career', 'K4T-9WM-2H7D'], says: 'staff-number-check-character' },
    { given: ['career', 'nobody'], says: 'staff-number-shape' },
    { given: ['career', 'K4T-9WM-2H7D', '--known-at', '2023-02-29'], says: 'Give a date' },
    { given: ['receipt', 'no-ulid'], says: 'event-id-shape' },
    { given: ['parked', 'show', 'nothing'], says: 'parked-name' },
    { given: ['parked', 'list', '--limit', 'many'], says: 'whole number' },
    { given: ['import', 'ifg'], says: '--dir' },
    { given: ['import', 'ifg', '--dir', '/nowhere/at/all'], says: 'missing-folder' },
  ])('$given is refused with code 2, on standard error, without a stack trace', async ({ given, says }) => {
    const { code, stdout, stderr } = await clew(given, { CLEW_HOME: home });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('    at ');
  });

  test('a database that cannot be reached is a fault with its reason: code 1', async () => {
    const environment = {
      CLEW_HOME: home,
      DATABASE_URL: 'postgresql://clew:secret@127.0.0.1:1/none?connect_timeout=1',
    };
    const { code, stderr } = await clew(['parked', 'list'], environment);
    expect(code).toBe(1);
    expect(stderr).toContain('database');
    expect(stderr).not.toMatch(/secret| {4}at /);
  });

  test('CLEW_DEBUG shows where an error came from', async () => {
    const { stderr } = await clew(['receipt', 'no-ulid'], { CLEW_DEBUG: '1' });
    expect(stderr).toContain('    at ');
  });
});

test('failures: codes and texts', () => {
  const refused = new Refused('some-code', 'This is wrong.', 'Do that.', ['line 3']);
  expect([exitCodeOf(refused), exitCodeOf(new Stopped()), exitCodeOf(new Error('no'))]).toEqual([2, 130, 1]);
  expect(describeFailure(refused, false)).toBe('Refused: This is wrong. (some-code)\n  line 3\nDo that.\n');
  const died = Object.assign(new Error('gateway died.'), { lastLines: ['out of memory'] });
  expect(describeFailure(died, false)).toContain('  out of memory');
});
