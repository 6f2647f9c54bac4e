// The documents keep their word: links and anchors lead somewhere, and every command, option, path and variable they name exists.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].map((path) => ({ path, text: read(path) }));
const written = documents.filter(({ text }) => !text.includes('do not edit'));

/** Code is no prose: links and headings are looked for outside of it. */
const withoutCode = (text: string) => text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, 'code');

/** An anchor as GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(text: string): Set<string> {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '');
  return new Set([...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? '')));
}

interface Link {
  readonly from: string;
  readonly file: string;
  readonly anchor: string | undefined;
}

/** The links within the repository. */
function linksOf({ path, text }: { readonly path: string; readonly text: string }): Link[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file, anchor] = target.split('#');
      const at = file === undefined || file === '' ? path : relative(root, join(root, dirname(path), file));
      return { from: path, file: at, anchor };
    });
}

describe('links', () => {
  test('lead to files that exist, and to headings that they have', () => {
    const links = documents.flatMap(linksOf);
    expect(links.length).toBeGreaterThan(50);
    const dead = links
      .filter(
        ({ file, anchor }) =>
          !existsSync(join(root, file)) || (anchor !== undefined && !anchorsOf(read(file)).has(anchor)),
      )
      .map(({ from, file, anchor }) => `${from} -> ${file}${anchor === undefined ? '' : `#${anchor}`}`);
    expect(dead).toEqual([]);
  });

  test('lead from the README to every document', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      // A dead link is told of above.
      if (!path.endsWith('.md') || !existsSync(join(root, path))) continue;
      for (const { file } of linksOf({ path, text: read(path) })) reached.add(file);
    }
    expect(documents.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });
});

/** What is written as code: whole blocks, joined where a line goes on, and single spans. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/```[^\n]*\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  const spans = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, span]) => span ?? '');
  return [...blocks.flatMap((block) => block.replaceAll(/\\\n\s*/g, ' ').split('\n')), ...spans];
}

const wordsOf = (line: string) =>
  line
    .replace(/\s#.*$/, '')
    .split(/\s+/)
    .filter((word) => word !== '');

const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts);
/** Scripts that hand their arguments on, and how their help is asked for. */
const helpful: Readonly<Record<string, readonly string[]>> = {
  clew: ['packages/cli/src/main.ts'],
  demo: ['packages/cli/src/main.ts', 'demo'],
  dev: ['packages/cli/src/main.ts', 'dev'],
  attack: ['packages/attack/src/main.ts'],
  bench: ['scripts/bench.ts'],
};

const helps = new Map<string, string>();
function helpOf(program: readonly string[]): string {
  const key = program.join(' ');
  const known = helps.get(key) ?? execFileSync(process.execPath, [...program, '--help'], { cwd: root }).toString();
  helps.set(key, known);
  return known;
}

/** What a line of code says that is not so. */
function mistakesOf(line: string): string[] {
  const words = wordsOf(line);
  if (words[0] === 'clew') return unknownArguments(helpful['clew'] ?? [], words.slice(1), line);
  if (words[0] !== 'npm' || words[1] !== 'run') return [];
  const [script = '', ...rest] = words.slice(words[2] === '-s' ? 3 : 2);
  if (!scripts.includes(script)) return [`${line}: no script ${script}`];
  const program = helpful[script];
  return program === undefined ? [] : unknownArguments(program, rest[0] === '--' ? rest.slice(1) : [], line);
}

function unknownArguments(program: readonly string[], words: readonly string[], line: string): string[] {
  const command = [...program];
  const options: string[] = [];
  for (const word of words) {
    if (['|', '>', '&&'].includes(word)) break;
    if (word.startsWith('--')) options.push(word.split('=')[0] ?? '');
    else if (options.length === 0 && new RegExp(`^  ${word}(?= )`, 'm').test(helpOf(command))) command.push(word);
    else if (helpOf(command).includes('\nCommands:')) return [`${line}: no command ${word}`];
  }
  const help = helpOf(command);
  return options
    .filter((option) => !new RegExp(`${option}(?![\\w-])`).test(help))
    .map((option) => `${line}: no option ${option}`);
}

describe('what the documents name', () => {
  test('commands exist, with their options', () => {
    const lines = written.flatMap(({ text }) => codeOf(text));
    expect(lines.filter((line) => line.startsWith('npm run') || line.startsWith('clew ')).length).toBeGreaterThan(20);
    expect([...new Set(lines)].flatMap(mistakesOf)).toEqual([]);
  });

  test('a command, an option and a script that do not exist would be found', () => {
    for (const line of ['clew sing', 'clew publish x.csv --loudly', 'npm run -s clew -- parked burn', 'npm run sing'])
      expect([line, mistakesOf(line).length]).toEqual([line, 1]);
  });

  test('paths of this repository exist', () => {
    const missing = written.flatMap(({ path, text }) =>
      codeOf(text)
        .flatMap((code) => [...code.matchAll(/(?:packages|services|tests|infra|scripts|docs)\/[\w./*-]+/g)])
        .map(([named]) => named.replace(/[.:,]+$/, ''))
        .filter((named) => globSync(named, { cwd: root }).length === 0)
        .map((named) => `${path}: ${named}`),
    );
    expect(missing).toEqual([]);
  });

  test('environment variables are read by something', () => {
    const sources = globSync(
      ['{packages,services,tests,infra,scripts}/**/*.{ts,mjs,yaml}', 'infra/Dockerfile', 'vitest.config.ts'],
      { cwd: root, exclude: (name) => String(name).endsWith('node_modules') },
    ).map((path) => read(path));
    const unknown = written.flatMap(({ path, text }) =>
      [...new Set(text.match(/\bCLEW_[A-Z_]+\b/g))]
        .filter((name) => !sources.some((source) => source.includes(name)))
        .map((name) => `${path}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});

test('the index of decisions names each of them once, by its title', () => {
  const index = read('docs/decisions/README.md');
  const missing = globSync('docs/decisions/[0-9]*.md', { cwd: root }).filter((path) => {
    const number = Number(/(\d+)-/.exec(path)?.[1]);
    return !index.includes(`| [${number}](${path.split('/').at(-1)}) |`);
  });
  expect(missing).toEqual([]);
});
