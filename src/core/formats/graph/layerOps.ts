import type { ActivationName, ConvAttrs, FusedActivation, Padding, TensorId } from '../../model/Model.ts';
import type { NodeCall, NodeHandler } from './NodeCall.ts';
import { channelsLast, isChannelsFirst, spatialPair } from './nchw.ts';

export function paddingOf(call: NodeCall): Padding {
  const { attrs } = call;
  const padding = attrs.text('padding', 'VALID').toLowerCase();
  if (padding === 'same' || padding === 'valid') return padding;
  const pairs = attrs.numbers('explicit_paddings');
  const row = isChannelsFirst(call) ? 4 : 2;
  return {
    top: pairs[row] ?? 0,
    bottom: pairs[row + 1] ?? 0,
    left: pairs[row + 2] ?? 0,
    right: pairs[row + 3] ?? 0,
  };
}

function convAttrs(call: NodeCall): ConvAttrs {
  return {
    strides: spatialPair(call, call.attrs.numbers('strides')),
    dilations: spatialPair(call, call.attrs.numbers('dilations')),
    padding: paddingOf(call),
  };
}

const fusedNames: Readonly<Record<string, ActivationName>> = {
  Relu: 'relu',
  Relu6: 'relu6',
  Elu: 'elu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  LeakyRelu: 'leakyRelu',
};

interface Fused {
  readonly bias: readonly TensorId[];
  readonly activation?: FusedActivation;
}

/** What `fused_ops` adds to a layer: a bias, an activation, and their further inputs from `first` on. */
function fusedOf(call: NodeCall, first: number): Fused {
  const ops = call.attrs.texts('fused_ops');
  const extra = call.inputs.slice(first);
  const bias = ops.includes('BiasAdd') ? extra.slice(0, 1) : [];
  const named = ops.filter((op) => op !== 'BiasAdd');
  if (named.length === 0) return { bias };
  const op = named[0]!;
  const slope = extra[bias.length];
  if (op === 'Prelu' && slope !== undefined) return { bias, activation: { fn: 'prelu', alphaTensor: slope } };
  const fn = fusedNames[op];
  if (!fn || named.length > 1)
    throw call.attrs.refuse(`has "${named.join('", "')}" fused into it, which is not supported.`);
  return {
    bias,
    activation: fn === 'leakyRelu' ? { fn, alpha: call.attrs.number('leakyrelu_alpha', 0.2) } : { fn },
  };
}

export const conv2d: NodeHandler = (call) => {
  const { builder, name } = call;
  const { bias, activation } = fusedOf(call, 2);
  const channels = builder.data(call.input(1))?.shape[2];
  const attrs = { ...convAttrs(call), groups: 1 };
  if (channels === undefined)
    throw call.attrs.refuse('has a filter that is computed; only stored filters are supported.');
  return [
    channelsLast(call, call.input(0), (x) =>
      builder.add('conv', name, [x, call.input(1), ...bias], attrs, activation),
    ),
  ];
};

export const depthwiseConv2d: NodeHandler = (call) => {
  const { bias, activation } = fusedOf(call, 2);
  const add = (x: TensorId) =>
    call.builder.add('depthwiseConv', call.name, [x, call.input(1), ...bias], convAttrs(call), activation);
  return [channelsLast(call, call.input(0), add)];
};

/** inputs: output shape, filter, x */
export const conv2dBackpropInput: NodeHandler = (call) => {
  const shape = call.numbers(0);
  const [height, width] = shape ? spatialPair(call, shape) : [];
  const attrs = {
    ...convAttrs(call),
    ...(height !== undefined && width !== undefined && height > 0 && width > 0
      ? { outputSize: [height, width] as const }
      : {}),
  };
  const add = (x: TensorId) => call.builder.add('transposeConv', call.name, [x, call.input(1)], attrs);
  return [channelsLast(call, call.input(2), add)];
};

export const matMul: NodeHandler = (call) => {
  const { builder, name, attrs } = call;
  const transposeA = attrs.boolean('transpose_a', attrs.boolean('adj_x', false));
  const transposeB = attrs.boolean('transpose_b', attrs.boolean('adj_y', false));
  const { bias, activation } = fusedOf(call, 2);
  const stored = call.data(1);
  if (stored?.shape.length === 2 && !transposeA && !builder.isConstant(call.input(0))) {
    const kernel = transposeB
      ? call.constant('kernel', transposed(stored.values, stored.shape))
      : call.input(1);
    return [builder.add('dense', name, [call.input(0), kernel, ...bias], {}, activation)];
  }
  const y = builder.add(
    'matmul',
    name,
    [call.input(0), call.input(1)],
    { transposeA, transposeB },
    bias.length ? undefined : activation,
  );
  return [
    bias[0] === undefined
      ? y
      : builder.add('binary', `${name}/bias`, [y, bias[0]], { fn: 'add' }, activation),
  ];
};

function transposed(values: ArrayLike<number>, [rows = 1, columns = 1]: readonly number[]) {
  const out = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c]!;
  return { shape: [columns, rows], values: out };
}

export const biasAdd: NodeHandler = (call) => {
  const bias = call.data(1);
  const shifted =
    isChannelsFirst(call) && bias
      ? call.constant('bias', { shape: [bias.values.length, 1, 1], values: bias.values })
      : call.input(1);
  return [call.builder.add('binary', call.name, [call.input(0), shifted], { fn: 'add' })];
};

/** inputs: x, scale, offset, mean, variance */
export const fusedBatchNorm: NodeHandler = (call) => {
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((i) => call.input(i));
  const add = (x: TensorId) =>
    call.builder.add('batchNorm', call.name, [x, gamma!, beta!, mean!, variance!], {
      epsilon: call.attrs.number('epsilon', 1e-3),
    });
  return [channelsLast(call, call.input(0), add)];
};

export const pool =
  (kind: 'max' | 'avg'): NodeHandler =>
  (call) => {
    const attrs = {
      kind,
      size: spatialPair(call, call.attrs.numbers('ksize')),
      strides: spatialPair(call, call.attrs.numbers('strides')),
      padding: paddingOf(call),
    };
    return [channelsLast(call, call.input(0), (x) => call.builder.add('pool', call.name, [x], attrs))];
  };
