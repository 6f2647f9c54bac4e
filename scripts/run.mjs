// The one way in: brings what is missing, then runs a task with the workspace's own Node. Runs on Node 20 or later, with no dependency.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const workspaceNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const commandLine = join(root, 'packages', 'cli', 'src', 'main.ts');
// Not a `packageManager` field: pnpm would try to record itself in the lock file, and refuse a frozen one where it cannot.
const pnpm = 'pnpm@12.21.0';

const types = ['types', bin('tsc'), ['-p', 'tsconfig.json']];
const lint = ['lint and format', bin('biome'), ['check', '--error-on-warnings', '.']];

/** Each task is a list of steps: what it is, the program, its arguments. The user's arguments go to the last step. */
const tasks = {
  setup: [],
  clew: [[null, workspaceNode, [commandLine]]],
  demo: [[null, workspaceNode, [commandLine, 'demo']]],
  dev: [[null, workspaceNode, [commandLine, 'dev']]],
  generate: [[null, workspaceNode, ['scripts/generate.ts']]],
  attack: [[null, workspaceNode, ['packages/attack/src/main.ts']]],
  bench: [[null, workspaceNode, ['--expose-gc', 'scripts/bench.ts']]],
  check: [types, lint, ['generated files', workspaceNode, ['scripts/generate.ts', '--check']]],
  test: [types, lint, ['tests', bin('vitest'), ['run']]],
};

/** What the installation depends on: the lock file, every manifest and every patch. */
function fingerprint() {
  const names = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'infra/package.json', 'tests/package.json'];
  for (const folder of ['packages', 'services']) {
    for (const name of readdirSync(join(root, folder))) names.push(join(folder, name, 'package.json'));
  }
  for (const name of readdirSync(join(root, 'patches'))) names.push(join('patches', name));
  const hash = createHash('sha256');
  for (const name of names.filter((each) => existsSync(join(root, each))).sort()) {
    hash.update(name).update(readFileSync(join(root, name)));
  }
  return hash.digest('hex');
}

function install() {
  const stamp = join(root, 'node_modules', '.clew-installed');
  const wanted = fingerprint();
  if (existsSync(workspaceNode) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing what Clew needs (once; a minute or two)...\n');
  const options = { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' };
  const done = spawnSync('npx', ['--yes', pnpm, 'install', '--frozen-lockfile'], options);
  if (done.status !== 0) {
    process.stderr.write('The installation failed: see above. It needs npm and a package registry within reach.\n');
    process.exit(done.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}

/** Runs a step to its end and passes signals on, so that what it started can stop cleanly. */
function run([label, program, fixed], extra, cwd) {
  if (label !== null) process.stderr.write(`\n== ${label}\n`);
  const path = [dirname(workspaceNode), process.env.PATH ?? ''].join(process.platform === 'win32' ? ';' : ':');
  const child = spawn(program, [...fixed, ...extra], { cwd, stdio: 'inherit', env: { ...process.env, PATH: path } });
  // A terminal sends Ctrl-C to the child itself; passed on as well, it would arrive twice and cut the clean stop short.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

const [task, ...userArguments] = process.argv.slice(2);
const steps = tasks[task];
if (steps === undefined) {
  process.stderr.write(`Usage: node scripts/run.mjs ${Object.keys(tasks).join('|')} [arguments]\n`);
  process.exit(2);
}
install();
for (const [index, step] of steps.entries()) {
  // The command line reads paths as its user wrote them; all else runs at the root.
  const cwd = task === 'clew' ? (process.env.INIT_CWD ?? root) : root;
  const status = await run(step, index === steps.length - 1 ? userArguments : [], cwd);
  if (status !== 0) process.exit(status);
}
