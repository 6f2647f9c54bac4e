// The rules of package.json files: everything pinned, one version of a thing everywhere, declared where it is used and used where it is declared.
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly folder: string;
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function readManifest(path: string): Manifest {
  const { name, dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, path), 'utf8'),
  ) as Partial<Manifest>;
  return {
    folder: dirname(path),
    name: name ?? '',
    dependencies: dependencies ?? {},
    devDependencies: devDependencies ?? {},
  };
}

const rootManifest = readManifest('package.json');
const manifests = globSync(['packages/*/package.json', 'services/*/package.json', 'infra/package.json'], {
  cwd: root,
}).map(readManifest);
const testsManifest = readManifest('tests/package.json');
const declared = (manifest: Manifest) => ({ ...manifest.dependencies, ...manifest.devDependencies });

/** The packages that the files of a folder import, by the name under which they are declared. */
function importedIn(folder: string, patterns: readonly string[]): Set<string> {
  const paths = globSync(
    patterns.map((pattern) => `${folder}/${pattern}`),
    { cwd: root, exclude: (name) => String(name).endsWith('node_modules') },
  );
  const names = paths.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const specifiers =
      /^(?:(?:import|export|\}).* from|import) '([@a-z][\w@:./-]*)';$|\bimport\('([@a-z][\w@:./-]*)'\)/gm;
    return [...text.matchAll(specifiers)].map(([, fixed, late]) => packageOf(fixed ?? late ?? ''));
  });
  return new Set(names.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('package.json files', () => {
  test('there are some to judge', () => {
    expect(manifests.length).toBeGreaterThan(15);
  });

  test('pin every version', () => {
    const wrong = [rootManifest, testsManifest, ...manifests].flatMap((manifest) =>
      Object.entries(declared(manifest))
        .filter(([, version]) => !/^(\d+\.\d+\.\d+[\w.-]*|workspace:\*)$/.test(version))
        .map(([name, version]) => `${manifest.folder}: ${name} ${version}`),
    );
    expect(wrong).toEqual([]);
  });

  test('name one version of a dependency everywhere', () => {
    const versions = new Map<string, Set<string>>();
    for (const manifest of [rootManifest, testsManifest, ...manifests]) {
      for (const [name, version] of Object.entries(declared(manifest))) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }
    expect([...versions].filter(([, found]) => found.size > 1).map(([name]) => name)).toEqual([]);
  });

  test('hold engines to the Node that the workspace brings', () => {
    const settings = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
    expect(/^nodeVersion: (.+)$/m.exec(settings)?.[1]).toBe(rootManifest.devDependencies['node']);
  });

  test('declare what the sources import, as a dependency that an installation for production has', () => {
    const wrong = manifests.flatMap(({ folder, name, dependencies }) =>
      [...importedIn(folder, ['*.ts', 'src/**/*.ts'])]
        .filter((each) => each !== name && dependencies[each] === undefined)
        .map((each) => `${folder} imports ${each}`),
    );
    expect(wrong).toEqual([]);
  });

  test('declare what tests and benches import, unless the whole workspace has it', () => {
    const wrong = [testsManifest, ...manifests].flatMap((manifest) => {
      const known = { ...declared(manifest), ...rootManifest.devDependencies, [manifest.name]: '' };
      return [...importedIn(manifest.folder, ['**/*.ts'])]
        .filter((each) => known[each] === undefined)
        .map((each) => `${manifest.folder} imports ${each}`);
    });
    expect(wrong).toEqual([]);
  });

  test('declare nothing that is not used', () => {
    const wrong = [testsManifest, ...manifests].flatMap((manifest) => {
      const used = importedIn(manifest.folder, ['**/*.ts']);
      return Object.keys(declared(manifest))
        .filter((each) => !used.has(each) && !usedOtherwise(manifest.folder, each, used))
        .map((each) => `${manifest.folder} declares ${each}`);
    });
    expect(wrong).toEqual([]);
  });
});

/** What nobody imports, but a dependency wants beside it. */
const peers = new Set(['openapi-types']);

/** Types of what is imported, peers, and what a file names in another way than by an import. */
function usedOtherwise(folder: string, name: string, used: ReadonlySet<string>): boolean {
  if (peers.has(name)) return true;
  if (name.startsWith('@types/')) return used.has(name.slice('@types/'.length));
  return globSync(`${folder}/**/*.ts`, { cwd: root, exclude: (each) => String(each).endsWith('node_modules') }).some(
    (path) => new RegExp(`['"/]${name}['"/]`).test(readFileSync(join(root, path), 'utf8')),
  );
}

test('docs/decisions/libraries.md says why of every runtime dependency, and of no other', () => {
  const rows = readFileSync(join(root, 'docs/decisions/libraries.md'), 'utf8').matchAll(/^\| `([^`]+)` \|/gm);
  const runtime = manifests
    // The package of tests is no part of what runs.
    .filter(({ name }) => name !== '@clew/testing')
    .flatMap(({ dependencies }) => Object.keys(dependencies))
    .filter((name) => !name.startsWith('@clew/'));
  expect([...rows].map(([, name]) => name).sort()).toEqual([...new Set(runtime)].sort());
});
