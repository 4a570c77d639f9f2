/** A numpy array read into float32, in C order. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const readers: Readonly<Record<string, Reader>> = {
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  b1: (view, at) => (view.getUint8(at) ? 1 : 0),
};

/**
 * Reads a .npy file (format 1 to 3; float32, float64, integer and bool types; C or Fortran order; either byte order).
 * Throws an Error that names the file and what is wrong.
 */
export function readNpy(bytes: Uint8Array, file = 'The file'): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY')
    throw new Error(`${file} is not a .npy file: it does not begin with the numpy mark.`);
  const wide = bytes[6]! > 1;
  const headerLength = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + headerLength;
  const header = new TextDecoder().decode(bytes.subarray(wide ? 12 : 10, start));
  const descr = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d+)'/.exec(header);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header);
  const dims = /'shape'\s*:\s*\(([^)]*)\)/.exec(header);
  if (!descr || !order || !dims)
    throw new Error(`${file}: the numpy header cannot be read; save a plain array with numpy.save.`);
  const type = descr[2]!;
  const read = readers[type];
  if (!read) throw new Error(`${file} holds ${type} values; convert it, e.g. array.astype("float32").`);
  const shape = dims[1]!
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  const count = shape.reduce((product, length) => product * length, 1);
  const width = Number(type.slice(1));
  if (bytes.length < start + count * width)
    throw new Error(`${file} ends early: ${count} values of ${width} bytes were announced.`);
  const values = new Float32Array(count);
  const little = descr[1] !== '>';
  for (let index = 0; index < count; index++) values[index] = read(view, start + index * width, little);
  return { shape, values: order[1] === 'True' ? fromFortran(values, shape) : values };
}

function fromFortran(values: Float32Array, shape: readonly number[]): Float32Array {
  const ordered = new Float32Array(values.length);
  const position = shape.map(() => 0);
  for (let index = 0; index < values.length; index++) {
    let at = 0;
    for (let axis = 0; axis < shape.length; axis++) at = at * shape[axis]! + position[axis]!;
    ordered[at] = values[index]!;
    for (let axis = 0; axis < shape.length; axis++) {
      position[axis]! += 1;
      if (position[axis]! < shape[axis]!) break;
      position[axis] = 0;
    }
  }
  return ordered;
}
