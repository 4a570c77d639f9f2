/**
 * Compiles src/engine/simd/kernels.wat into src/engine/simd/kernelBytes.ts. Run it after a change of the .wat file:
 *   node scripts/buildKernels.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import wabt from 'wabt';

const folder = new URL('../src/engine/simd/', import.meta.url);

/** The module's bytes for plain or shared memory (WebAssembly threads), base64. */
export async function compileKernels(shared) {
  const { parseWat } = await wabt();
  const text = readFileSync(new URL('kernels.wat', folder), 'utf8').replace('SHARED', shared ? 'shared' : '');
  const module = parseWat('kernels.wat', text, { simd: true, threads: true, sat_float_to_int: true });
  try {
    return Buffer.from(module.toBinary({}).buffer).toString('base64');
  } finally {
    module.destroy();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const quote = (base64) => (base64.match(/.{1,96}/g) ?? []).map((line) => `  '${line}'`).join(' +\n');
  writeFileSync(
    new URL('kernelBytes.ts', folder),
    `/** Made from kernels.wat by scripts/buildKernels.mjs; a test compares them. Base64. */
export const kernelBytes =
${quote(await compileKernels(false))};

/** The same for shared memory, as WebAssembly threads have it. */
export const sharedKernelBytes =
${quote(await compileKernels(true))};
`,
  );
}
