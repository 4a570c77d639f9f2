import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readNpy } from './readNpy.ts';
import { readNpz } from './readNpz.ts';
import { writeNpy } from './writeNpy.ts';

/** As numpy writes it: mark, version 1.0, header padded to 64 bytes with a line feed at its end. */
function npy(descr: string, fortran: boolean, shape: string, data: ArrayBufferView): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  const padded = `${header.padEnd(117, ' ')}\n`;
  const body = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const bytes = new Uint8Array(10 + padded.length + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  bytes.set(new TextEncoder().encode(padded), 10);
  bytes.set(body, 10 + padded.length);
  return bytes;
}

describe('readNpy', () => {
  it.each([
    ['<f4', new Float32Array([1.5, -2, 3])],
    ['<f8', new Float64Array([1.5, -2, 3])],
    ['|u1', new Uint8Array([1, 200, 3])],
    ['|i1', new Int8Array([1, -100, 3])],
    ['<i2', new Int16Array([1, -30000, 3])],
    ['<u2', new Uint16Array([1, 60000, 3])],
    ['<i4', new Int32Array([1, -70000, 3])],
    ['<i8', new BigInt64Array([1n, -70000n, 3n])],
  ])('reads %s', (descr, data) => {
    const array = readNpy(npy(descr, false, '(3,)', data));
    expect(array.shape).toEqual([3]);
    expect([...array.values]).toEqual(Array.from(data as ArrayLike<number | bigint>, Number));
  });

  it('reads big-endian values', () => {
    const bytes = new Uint8Array([0x3f, 0xc0, 0, 0]);
    expect([...readNpy(npy('>f4', false, '(1,)', bytes)).values]).toEqual([1.5]);
  });

  it('turns Fortran order into C order', () => {
    // numpy: np.asfortranarray([[1, 2, 3], [4, 5, 6]]) lies in memory as 1 4 2 5 3 6.
    const array = readNpy(npy('<f4', true, '(2, 3)', new Float32Array([1, 4, 2, 5, 3, 6])));
    expect([...array.values]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('says what it cannot read', () => {
    expect(() => readNpy(new Uint8Array(20), 'x.npy')).toThrow('x.npy is not a .npy file');
    expect(() => readNpy(npy('<c8', false, '(1,)', new Float64Array(1)), 'x.npy')).toThrow('c8');
    expect(() => readNpy(npy('<f4', false, '(9,)', new Float32Array(1)), 'x.npy')).toThrow('ends early');
  });

  it('reads what writeNpy writes, and its header is aligned to 64 bytes', () => {
    const bytes = writeNpy([2, 2], new Float32Array([1, 2, 3, 4]));
    expect((10 + (bytes[8]! | (bytes[9]! << 8))) % 64).toBe(0);
    expect(readNpy(bytes)).toEqual({ shape: [2, 2], values: new Float32Array([1, 2, 3, 4]) });
    expect(readNpy(writeNpy([3], [7, 8, 9])).shape).toEqual([3]);
  });
});

describe('readNpz', () => {
  it('reads every array by its name', () => {
    const bytes = zipSync({ 'x.npy': writeNpy([2], [1, 2]), 'y.npy': writeNpy([1], [3]) });
    const arrays = readNpz(bytes);
    expect(Object.keys(arrays)).toEqual(['x', 'y']);
    expect([...arrays.x!.values]).toEqual([1, 2]);
  });

  it('refuses what is no zip', () => {
    expect(() => readNpz(new Uint8Array(8), 'a.npz')).toThrow('a.npz is not a readable .npz');
  });
});
