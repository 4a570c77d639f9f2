import { describe, expect, it } from 'vitest';
import { listLayers } from '../core/model/listLayers.ts';
import { ModelBuilder } from '../core/model/ModelBuilder.ts';
import { resolveShapes } from '../core/model/resolveShapes.ts';
import { parsePair } from '../core/profile/Pair.ts';
import { largestBatch, measureSize, planBatches } from './planMeasure.ts';

function chain(reshape: readonly number[], batch: number | null = null) {
  const b = new ModelBuilder();
  const x = b.input('x', [batch, 4]);
  const zeros = (shape: number[]) => ({ shape, values: new Float32Array(shape.reduce((n, d) => n * d, 1)) });
  const a = b.add('dense', 'a', [x, b.constant('a/w', zeros([4, 8]))], {});
  const r = b.add('reshape', 'r', [a], { shape: [...reshape] });
  const y = b.add('dense', 'y', [r, b.constant('y/w', zeros([8, 2]))], {});
  return b.build('chain', 'test', [y]).model;
}

describe('measureSize', () => {
  it('counts live activations, quantized operands and filters', () => {
    const model = chain([-1, 8]);
    const shapes = resolveShapes(model, [[1, 4]]);
    const pairs = { a: ['2/2', '4/4', '4/8'].map(parsePair) };
    const size = measureSize(model, shapes, listLayers(model, shapes), pairs);
    // Input 4 + output 8 live, and 4 + 8 more for a quantized input and its output.
    expect(size.imageBytes).toBe((4 + 8 + 4 + 8) * 4);
    // 48 weights and their packed copy; two widths of 32 weights, twice.
    expect(size.fixedBytes).toBe(2 * 48 * 4 + 2 * 32 * 2 * 4);
    expect(size.tensorBytes).toBe(8 * 4);
  });
});

describe('planBatches', () => {
  const size = { fixedBytes: 100, imageBytes: 10, tensorBytes: 5 };
  const roomy = { totalBytes: 1e6, tensorBytes: 1e6 };

  it('takes all images at once where they fit, else equal batches', () => {
    expect(planBatches(size, 7, roomy)).toEqual({ batchSize: 7, batches: 1, estimatedBytes: 170 });
    expect(planBatches(size, 7, { ...roomy, totalBytes: 160 })).toEqual({
      batchSize: 4,
      batches: 2,
      estimatedBytes: 140,
    });
    expect(planBatches(size, 7, { ...roomy, tensorBytes: 16 })).toMatchObject({ batchSize: 3, batches: 3 });
    expect(planBatches(size, 7, roomy, 2)).toMatchObject({ batchSize: 2, batches: 4 });
  });

  it('refuses where one image does not fit', () => {
    expect(() => planBatches(size, 7, { ...roomy, totalBytes: 105 })).toThrow('for one image');
  });
});

describe('largestBatch', () => {
  it('is what the graph takes', () => {
    expect(largestBatch(chain([-1, 8]), [4], 6)).toBe(6);
    expect(largestBatch(chain([1, 8]), [4], 6)).toBe(1);
    expect(largestBatch(chain([-1, 8], 1), [4], 6)).toBe(1);
    expect(() => largestBatch(chain([-1, 8]), [5], 6)).toThrow('wants the shape');
  });
});
