/** Writes a float32 array in C order as .npy, format 1. */
export function writeNpy(shape: readonly number[], values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11, ' ');
  const bytes = new Uint8Array(10 + padded.length + 1 + values.length * 4);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, padded.length + 1, true);
  bytes.set(new TextEncoder().encode(`${padded}\n`), 10);
  for (let index = 0; index < values.length; index++)
    view.setFloat32(11 + padded.length + index * 4, values[index]!, true);
  return bytes;
}
