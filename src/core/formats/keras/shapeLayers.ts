import { ReadError } from '../ReadError.ts';
import { refuseChannelsFirst } from './convLayers.ts';
import { type LayerCall, type LayerHandler, onlyInput } from './LayerCall.ts';

export const identity: LayerHandler = (call) =>
  call.builder.add('identity', call.name, [onlyInput(call)], {});

export const flatten: LayerHandler = (call) => {
  refuseChannelsFirst(call);
  return call.builder.add('flatten', call.name, [onlyInput(call)], {});
};

export const reshape: LayerHandler = (call) => {
  const target = call.config.raw('target_shape');
  if (!Array.isArray(target)) throw call.config.wrong('target_shape', 'a list of numbers');
  // TensorFlow.js writes the dimension to infer as null, Keras as -1.
  const shape = [null, ...target.map((n: unknown) => (typeof n === 'number' ? n : -1))];
  return call.builder.add('reshape', call.name, [onlyInput(call)], { shape });
};

export const permute: LayerHandler = (call) => {
  const dims = call.config.numbers('dims') ?? [];
  return call.builder.add('transpose', call.name, [onlyInput(call)], { perm: [0, ...dims] });
};

export const repeatVector: LayerHandler = (call) => {
  const wide = call.builder.add('expandDims', `${call.name}/expand`, [onlyInput(call)], { axis: 1 });
  return call.builder.add('tile', call.name, [wide], { reps: [1, call.config.number('n', 1), 1] });
};

/** One number, [rows, columns], or [[top, bottom], [left, right]]. */
function sides({ config }: LayerCall, key: string): [number, number, number, number] {
  const value = config.raw(key) ?? 1;
  if (typeof value === 'number') return [value, value, value, value];
  if (Array.isArray(value) && value.length === 2) {
    const [rows, columns] = value as unknown[];
    if (typeof rows === 'number' && typeof columns === 'number') return [rows, rows, columns, columns];
    const all = [rows, columns].flat();
    if (all.length === 4 && all.every((x) => typeof x === 'number'))
      return all as [number, number, number, number];
  }
  throw config.wrong(key, 'one number, two, or two pairs');
}

export const zeroPadding2d: LayerHandler = (call) => {
  refuseChannelsFirst(call);
  const [top, bottom, left, right] = sides(call, 'padding');
  const paddings = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ] as const;
  return call.builder.add('pad', call.name, [onlyInput(call)], { mode: 'constant', paddings, value: 0 });
};

export const cropping2d: LayerHandler = (call) => {
  refuseChannelsFirst(call);
  const [top, bottom, left, right] = sides(call, 'cropping');
  return call.builder.add('stridedSlice', call.name, [onlyInput(call)], {
    begin: [0, top, left, 0],
    end: [0, -bottom, -right, 0],
    strides: [1, 1, 1, 1],
    beginMask: 0b1001,
    endMask: 0b1001 | (bottom === 0 ? 0b10 : 0) | (right === 0 ? 0b100 : 0),
    ellipsisMask: 0,
    newAxisMask: 0,
    shrinkAxisMask: 0,
  });
};

/** As TensorFlow.js resizes, which for bilinear is not Keras's half-pixel grid. */
export const upSampling2d: LayerHandler = (call) => {
  refuseChannelsFirst(call);
  const method = call.config.string('interpolation', 'nearest');
  if (method !== 'nearest' && method !== 'bilinear')
    throw call.config.wrong('interpolation', '"nearest" or "bilinear"');
  const scale = call.config.pair('size', [2, 2]);
  return call.builder.add('resize', call.name, [onlyInput(call)], {
    method,
    scale,
    alignCorners: false,
    halfPixel: false,
  });
};

export const embedding: LayerHandler = (call) => {
  const table = call.weight('embeddings', 0);
  return call.builder.add('gather', call.name, [table, onlyInput(call)], { axis: 0, batchDims: 0 });
};

export const concatenate: LayerHandler = (call) => {
  if (call.inputs.length < 2) throw new ReadError(`${call.config.where} joins fewer than two tensors.`);
  return call.builder.add('concat', call.name, call.inputs, { axis: call.config.number('axis', -1) });
};
