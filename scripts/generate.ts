// Writes every generated file, or with --check says which of them are stale. What a script can know, nobody writes by hand.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { generateCareerRules } from '@clew/career/specification';
import { asyncApi, eventsReference, jsonSchemas } from '@clew/events';
import { measuresReference } from '@clew/measures/reference';
import { compiledModule, compiledPath } from '@clew/statistics/assembly';
import { statisticsReference } from '@clew/statistics/reference-document';
import { refusalsReference } from './refusals.ts';

const root = join(import.meta.dirname, '..');
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Every generated file by its path from the root. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['docs/reference/events.md', eventsReference()],
    ['docs/reference/measures.md', measuresReference()],
    ['docs/reference/career-rules.md', generateCareerRules()],
    ['docs/reference/refusals.md', refusalsReference()],
    ...statistics(),
    [relative(root, compiledPath), await compiledModule()],
    ['docs/reference/asyncapi.json', json(asyncApi())],
    ...[...jsonSchemas()].map(([name, schema]) => [`docs/reference/schemas/${name}`, json(schema)] as const),
  ]);
}

/** The comparison with R stands as it is committed where R's answers are not at hand. */
function statistics(): readonly (readonly [string, string])[] {
  const text = statisticsReference();
  return text === null ? [] : [['docs/reference/statistics.md', text]];
}

/** The paths whose committed content differs from what would be generated, and generated files that nothing generates any more. */
export async function staleFiles(): Promise<readonly string[]> {
  const files = await generatedFiles();
  const stale = [...files].filter(([path, content]) => {
    const at = join(root, path);
    return !existsSync(at) || readFileSync(at, 'utf8') !== content;
  });
  return [...stale.map(([path]) => path), ...orphans(files)];
}

function orphans(files: ReadonlyMap<string, string>): string[] {
  const folder = join(root, 'docs/reference/schemas');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => `docs/reference/schemas/${name}`)
    .filter((path) => !files.has(path));
}

async function write(): Promise<void> {
  const files = await generatedFiles();
  for (const path of orphans(files)) rmSync(join(root, path));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  process.stderr.write(`${files.size} generated files written\n`);
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const stale = await staleFiles();
    for (const path of stale) process.stderr.write(`stale: ${path}\n`);
    if (stale.length > 0) {
      process.stderr.write('Run `npm run generate` and commit what it writes.\n');
      process.exit(1);
    }
  } else await write();
}
