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
      // Bins of width 1 from -1 on: 3, -1, 2 and 0.5, then 7 beside the bins.
      kernels.histogram(1024, 5, 0, -1, 1, 5, 12288);
      const lanes = Array.from(new Uint32Array(memory.buffer, 12288, 20));
      expect(
        [0, 1, 2, 3, 4].map((bin) => lanes.filter((_, i) => i % 5 === bin).reduce((a, b) => a + b)),
      ).toEqual([1, 1, 0, 1, 2]);
      // Every second group of sixteen: the fours are skipped.
      const groups = [0, 4, 3].flatMap((value) => new Array<number>(16).fill(value));
      new Float32Array(memory.buffer, 1024, 48).set(groups);
      kernels.histogram(1024, 32, 64, 0, 1, 5, 16384);
      const strided = Array.from(new Uint32Array(memory.buffer, 16384, 20));
      expect(
        [0, 1, 2, 3, 4].map((bin) => strided.filter((_, i) => i % 5 === bin).reduce((a, b) => a + b)),
      ).toEqual([16, 0, 0, 16, 0]);
    }
  });
});
