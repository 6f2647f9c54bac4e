// The command: events to a file or a stream, the truth beside them, and mistakes told with their remedy.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type GenerateOptions,
  type GenerateSummary,
  runGenerateCommand,
  type Truth,
  truthFileOf,
} from '../src/index.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'clew-generate-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

class Collected extends Writable {
  text = '';
  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}

/** Takes one chunk, then closes as `head` does. */
class Closing extends Writable {
  override _write(_chunk: Buffer | string, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    done(Object.assign(new Error('closed'), { code: 'EPIPE' }));
  }
}

async function run(options: Partial<GenerateOptions>) {
  const [standardOutput, standardError] = [new Collected(), new Collected()];
  const code = await runGenerateCommand({ people: 200, years: 3, seed: 1, standardOutput, standardError, ...options });
  return { code, output: standardOutput.text, errors: standardError.text };
}

describe('clew generate', () => {
  it('writes NDJSON to standard output, and tells that the truth was not kept', async () => {
    const { code, output, errors } = await run({});
    expect(code).toBe(0);
    const lines = output.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(800);
    expect(lines.every((line) => JSON.parse(line).specversion === '1.0')).toBe(true);
    expect(errors).toContain('--truth FILE');
  });

  it('writes the same bytes to a file, whole, with its truth beside it, and ends with an object', async () => {
    const out = join(directory, 'population.ndjson');
    const { code, output, errors } = await run({ out, json: true });
    expect(code).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe((await run({})).output);
    expect(existsSync(`${out}.partial`)).toBe(false);
    const truth = JSON.parse(readFileSync(truthFileOf(out), 'utf8')) as Truth;
    expect(truth).toMatchObject({ seed: '1', people: 200, years: 3, from: '2020-04-01', to: '2023-04-01' });
    const summary = JSON.parse(output) as GenerateSummary;
    expect(summary).toMatchObject({ people: 200, inPostAtEnd: truth.inPostAtEnd, out, truthFile: truthFileOf(out) });
    expect(summary.events).toBe(readFileSync(out, 'utf8').trimEnd().split('\n').length);
    expect(errors).toContain('generated');
  });

  it('writes person by person where that is asked for', async () => {
    const byTime = await run({});
    const byPerson = await run({ order: 'person' });
    expect(byPerson.output).not.toBe(byTime.output);
    expect(byPerson.output.split('\n').sort()).toEqual(byTime.output.split('\n').sort());
  });

  it('takes effects without a label', async () => {
    const effectsFile = join(directory, 'unlabelled.json');
    writeFileSync(effectsFile, JSON.stringify({ exit: { region: { london: 3 } } }));
    expect((await run({ effectsFile })).code).toBe(0);
  });

  it('takes effects from a file', async () => {
    const effectsFile = join(directory, 'effects.json');
    writeFileSync(effectsFile, JSON.stringify({ label: 'mine', exit: { region: { london: 3 } } }));
    const truthFile = join(directory, 'mine.truth.json');
    expect((await run({ effectsFile, truthFile })).code).toBe(0);
    expect((JSON.parse(readFileSync(truthFile, 'utf8')) as Truth).effects.label).toBe('mine');
  });

  it('ends quietly where its reader has had enough', async () => {
    expect((await run({ standardOutput: new Closing() })).code).toBe(0);
  });
});

describe('what is wrong is told, with what to do about it', () => {
  const cases: readonly (readonly [string, () => Partial<GenerateOptions>, RegExp])[] = [
    ['nobody at all', () => ({ people: 0 }), /people must be a whole number/],
    ['half a person', () => ({ people: 10.5 }), /people must be a whole number/],
    ['more people than there are numbers', () => ({ people: 3_000_000 }), /people must be a whole number/],
    ['no years', () => ({ years: 0 }), /years must be/],
    ['a date that does not exist', () => ({ endDate: '2023-02-30' }), /end date/],
    ['an effects file that is not there', () => ({ effectsFile: join(directory, 'none.json') }), /cannot be read/],
    ['an object and events on one stream', () => ({ json: true }), /--out FILE/],
    [
      'a file that cannot be written',
      () => ({ out: join(directory, 'no', 'such', 'x.ndjson') }),
      /cannot be written \(ENOENT\)/,
    ],
    [
      'a directory of tables that is not there',
      () => ({ checkDirectory: join(directory, 'tables') }),
      /does not exist/,
    ],
  ];
  for (const [name, options, message] of cases) {
    it(name, async () => {
      const { code, output, errors } = await run(options());
      expect(code).toBe(2);
      expect(output).toBe('');
      expect(errors).toMatch(message);
    });
  }

  it('a directory without any official table: nothing is compared, and nothing passes', async () => {
    const { code, errors } = await run({ checkDirectory: directory });
    expect([code, errors.includes('holds none of the official tables')]).toEqual([2, true]);
  });

  it('a directory in the place of a file', async () => {
    const { code, errors } = await run({ out: directory });
    expect([code, errors.includes('is a directory')]).toEqual([2, true]);
  });

  it('effects that are not ratios, each field named', async () => {
    const effectsFile = join(directory, 'wrong.json');
    writeFileSync(effectsFile, JSON.stringify({ label: 'x', promotion: { region: { london: 'much' } } }));
    const { code, errors } = await run({ effectsFile });
    expect(code).toBe(2);
    expect(errors).toContain('/promotion/region/london');
  });
});
