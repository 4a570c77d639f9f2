import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { kernelBytes, sharedKernelBytes } from './kernelBytes.ts';
import { simdKernels } from './simdKernels.ts';

describe('kernelBytes', () => {
  it('is what kernels.wat compiles to; run scripts/buildKernels.mjs when it is not', async () => {
    const { parseWat } = await wabt();
    const text = readFileSync(new URL('kernels.wat', import.meta.url), 'utf8');
    for (const [word, bytes] of [
      ['', kernelBytes],
      ['shared', sharedKernelBytes],
    ] as const) {
      const module = parseWat('kernels.wat', text.replace('SHARED', word), {
        simd: true,
        threads: true,
        sat_float_to_int: true,
      });
      expect(Buffer.from(module.toBinary({}).buffer).toString('base64')).toBe(bytes);
      module.destroy();
    }
  });

  it('runs on plain and on shared memory', () => {
    for (const shared of [false, true]) {
      const memory = new WebAssembly.Memory({ initial: 256, maximum: 65536, shared });
      const kernels = simdKernels(memory)!;
      new Float32Array(memory.buffer, 1024, 5).set([3, -1, 2, 0.5, 7]);
      kernels.valueRange(1024, 5, 2048);
      expect(Array.from(new Float32Array(memory.buffer, 2048, 3))).toEqual([-1, 7, 0]);
      kernels.fakeQuantize(1024, 4096, 5, 0.5, 2, -2, 6);
      expect(Array.from(new Float32Array(memory.buffer, 4096, 5))).toEqual([3, -1, 2, 0.5, 3]);
      kernels.errorSums(1024, 4096, 5, 8192);
      expect(Array.from(new Float64Array(memory.buffer, 8192, 5))).toEqual([16, 63.25, 23.25, 35.25, 4]);
    }
  });
});
