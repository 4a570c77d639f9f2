import { describe, expect, it } from 'vitest';
import type { Dataset } from './Dataset.ts';
import { hashDataset } from './hashDataset.ts';

const values = Float32Array.from([1, 2, 3, 4, 5, 6]);
const data: Dataset = { name: 'a', kind: 'images', count: 2, shape: [3], values };

describe('hashDataset', () => {
  it('tells data apart by values, shape and count', () => {
    const other = Float32Array.from(values);
    other[5] = 6.0000005;
    const hashes = [
      data,
      { ...data, values: other },
      { ...data, shape: [1, 3] },
      { ...data, count: 1, shape: [6] },
      { ...data, count: 6, shape: [1] },
    ].map(hashDataset);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(hashes).size).toBe(5);
  });

  it('does not depend on names, nor on what lies around the values in memory', () => {
    const room = new Float32Array(8);
    room.set(values, 1);
    const part = { ...data, name: 'b', kind: 'array' as const, values: room.subarray(1, 7) };
    expect(hashDataset(part)).toBe(hashDataset(data));
  });
});
