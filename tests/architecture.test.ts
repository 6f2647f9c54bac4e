// The rules of the house, read off the source: imports point one way, the core is pure, files are one idea each.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface SourceFile {
  readonly path: string;
  /** `events`, `service:gateway`, ... */
  readonly unit: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function importsOf(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

const files: readonly SourceFile[] = globSync(['packages/*/src/**/*.ts', 'services/*/{main.ts,src/**/*.ts}'], {
  cwd: root,
}).map((path) => {
  const [folder, name] = path.split('/');
  const text = readFileSync(join(root, path), 'utf8');
  return { path, unit: folder === 'services' ? `service:${name}` : (name ?? ''), text, imports: importsOf(text) };
});

const services = new Set(globSync('services/*', { cwd: root }).map((path) => path.split('/')[1]));

/** What each pure package may import besides its own files. */
const pure: Record<string, readonly RegExp[]> = {
  events: [/^zod$/, /^node:crypto$/],
  career: [/^@clew\/events$/],
  identity: [/^@clew\/events$/, /^node:crypto$/],
  statistics: [/^@stdlib\//],
  disclosure: [/^@clew\/statistics$/, /^node:crypto$/],
  synthetic: [/^zod$/, /^@clew\/(events|career)$/, /^node:crypto$/],
};

/** Files of otherwise pure packages that are the edge: commands that read and write. */
const edges = [
  /^packages\/synthetic\/src\/(compare|generate-command)\.ts$/,
  // Worker threads, for who asks for them by @clew/statistics/parallel; the kernels that they run are pure.
  /^packages\/statistics\/src\/parallel\//,
];

const impurities = [
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bMath\.random\(/,
  /\bprocess\.(env|argv|hrtime)/,
  /\bperformance\.now\(/,
];

describe('imports', () => {
  test('there are files to judge', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test('pure packages import only what they may', () => {
    const wrong = files
      .filter((file) => pure[file.unit] !== undefined && !edges.some((edge) => edge.test(file.path)))
      .flatMap((file) =>
        file.imports
          .filter((each) => !each.startsWith('.') && !(pure[file.unit] ?? []).some((allowed) => allowed.test(each)))
          .map((each) => `${file.path} imports ${each}`),
      );
    expect(wrong).toEqual([]);
  });

  test('no package and no service imports a service', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((each) => services.has(/^@clew\/([^/]+)/.exec(each)?.[1] ?? '') || /(^|\/)services\//.test(each))
        .map((each) => `${file.path} imports ${each}`),
    );
    expect(wrong).toEqual([]);
  });

  test('nothing reaches into another package past its exports', () => {
    const wrong = files.flatMap((file) =>
      file.imports.filter((each) => reachesInside(file.path, each)).map((each) => `${file.path} imports ${each}`),
    );
    expect(wrong).toEqual([]);
  });

  test('packages do not import each other in a circle', () => {
    expect(circles()).toEqual([]);
  });
});

function reachesInside(path: string, imported: string): boolean {
  if (imported.startsWith('.')) {
    const [folder, name] = path.split('/');
    return !join(path, '..', imported).startsWith(`${folder}/${name}/`);
  }
  const [, name, subpath] = /^@clew\/([^/]+)(\/.+)?$/.exec(imported) ?? [];
  if (name === undefined || subpath === undefined) return false;
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
    exports: Record<string, string>;
  };
  return manifest.exports[`.${subpath}`] === undefined;
}

function circles(): string[] {
  const edgesOf = new Map<string, Set<string>>();
  for (const file of files) {
    const targets = edgesOf.get(file.unit) ?? new Set();
    for (const each of file.imports) {
      const name = /^@clew\/([^/]+)/.exec(each)?.[1];
      if (name !== undefined && name !== file.unit) targets.add(name);
    }
    edgesOf.set(file.unit, targets);
  }
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    [...(edgesOf.get(from) ?? [])].some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return [...edgesOf.keys()].filter((unit) => reaches(unit, unit, new Set()));
}

describe('the core', () => {
  test('has no clock, no randomness, no environment', () => {
    const wrong = files
      .filter((file) => pure[file.unit] !== undefined && !edges.some((edge) => edge.test(file.path)))
      .flatMap((file) => impurities.filter((each) => each.test(file.text)).map((each) => `${file.path}: ${each}`));
    expect(wrong).toEqual([]);
  });
});

describe('files', () => {
  const everything = globSync(['{packages,services,infra,tests,scripts}/**/*.{ts,mjs}', '*.ts'], {
    cwd: root,
    exclude: (name) => String(name).endsWith('node_modules'),
  }).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

  test('say in their first line what they are', () => {
    const wrong = everything.filter(({ text }) => !/^(#!.*\n)?(\/\/ |\/\*\* )/.test(text)).map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  test('stay short enough to hold one idea', () => {
    const data = /\/(calibration|reference)\//;
    const limitOf = (path: string) => (/(^|\/)tests?\//.test(path) ? 400 : 300);
    const wrong = everything
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ path, lines }) => !data.test(path) && lines > limitOf(path))
      .map(({ path, lines }) => `${path}: ${lines} lines`);
    expect(wrong).toEqual([]);
  });
});
