import { describe, expect, it } from 'vitest';
import { decodeWeights, type WeightSpec } from './decodeWeights.ts';
import { float16ToFloat32 } from './float16ToFloat32.ts';

const bytesOf = (values: { readonly buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(values.buffer);

function decodeOne(spec: Omit<WeightSpec, 'name'>, bytes: Uint8Array) {
  const manifest = [{ paths: ['w'], weights: [{ name: 'v', ...spec }] }];
  return decodeWeights(manifest, [{ path: 'w', bytes }], 'model.json').get('v')!;
}

describe('decodeWeights', () => {
  it('widens affine uint8 and uint16', () => {
    const quantization = { dtype: 'uint8', scale: 0.5, min: -1 };
    expect([
      ...decodeOne({ shape: [3], dtype: 'float32', quantization }, Uint8Array.of(0, 2, 255)).values,
    ]).toEqual([-1, 0, 126.5]);
    const wide = { dtype: 'uint16', scale: 2, min: 1 };
    expect([
      ...decodeOne({ shape: [2], dtype: 'float32', quantization: wide }, bytesOf(Uint16Array.of(0, 65535)))
        .values,
    ]).toEqual([1, 131071]);
  });

  it('rounds quantized integers', () => {
    const quantization = { dtype: 'uint8', scale: 0.3, min: 0 };
    const { values, dtype } = decodeOne({ shape: [2], dtype: 'int32', quantization }, Uint8Array.of(1, 5));
    expect(dtype).toBe('int32');
    expect(values).toEqual(Int32Array.of(0, 2));
  });

  it('reads float32, int32 and bool across shards that cut a number', () => {
    const weights = [
      { name: 'b', shape: [3], dtype: 'bool' },
      { name: 'f', shape: [2], dtype: 'float32' },
      { name: 'i', shape: [1], dtype: 'int32' },
    ];
    const all = new Uint8Array([
      1,
      0,
      1,
      ...bytesOf(Float32Array.of(1.5, -2)),
      ...bytesOf(Int32Array.of(-7)),
    ]);
    const files = [
      { path: 'nets/s2', bytes: all.slice(5) },
      { path: 'nets/s1', bytes: all.slice(0, 5) },
    ];
    const decoded = decodeWeights([{ paths: ['s1', 's2'], weights }], files, 'nets/model.json');
    expect(decoded.get('b')!.values).toEqual(Int32Array.of(1, 0, 1));
    expect(decoded.get('f')!.values).toEqual(Float32Array.of(1.5, -2));
    expect(decoded.get('i')!.values).toEqual(Int32Array.of(-7));
  });

  it('knows half precision: one, smallest subnormal, largest, infinity, minus zero', () => {
    const bits = Uint16Array.of(0x3c00, 0x0001, 0x7bff, 0xfc00, 0x8000, 0x3555);
    expect([...float16ToFloat32(bits)]).toEqual([
      1,
      2 ** -24,
      65504,
      Number.NEGATIVE_INFINITY,
      -0,
      0.333251953125,
    ]);
    expect(float16ToFloat32(Uint16Array.of(0x7e00))[0]).toBeNaN();
  });

  it('names every missing shard', () => {
    const manifest = [{ paths: ['a.bin', 'b.bin'], weights: [] }];
    expect(() => decodeWeights(manifest, [{ path: 'a.bin', bytes: new Uint8Array() }], 'model.json')).toThrow(
      'model.json needs a weights file beside it (1 of 2 missing): "b.bin". Drop the whole folder, or all its files together.',
    );
  });
});
