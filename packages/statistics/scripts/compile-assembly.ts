// Compiles assembly/ (AssemblyScript) into the WebAssembly module that distances run on: `npm run generate` does so, and its check says
// where the module is no longer what the source compiles to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import compiler from 'assemblyscript/asc';

const assembly = join(import.meta.dirname, '..', 'assembly');

/** Where the compiled module stands, as a file of the sources. */
export const compiledPath = join(import.meta.dirname, '../src/distances/kernels/generated/kernel-module.ts');

const options = ['--optimizeLevel', '3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--importMemory'];

/** The text of the file that holds the module compiled from the sources as they are. Throws with the compiler's words where it fails. */
export async function compiledModule(): Promise<string> {
  let bytes = new Uint8Array();
  const { error, stderr } = await compiler.main(['index.ts', '--outFile', 'module.wasm', ...options], {
    readFile: (name, folder) => readSource(join(folder, name)),
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') bytes = new Uint8Array(contents);
    },
    listFiles: () => [],
  });
  if (error !== null) throw new Error(`The assembly does not compile: ${stderr.toString()}`);
  return `// Compiled from packages/statistics/assembly by scripts/compile-assembly.ts: not to be edited.\n\nexport const kernelModule =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
}

function readSource(name: string): string | null {
  try {
    return readFileSync(join(assembly, name), 'utf8');
  } catch {
    return null;
  }
}
