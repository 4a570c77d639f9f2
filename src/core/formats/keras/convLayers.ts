import type { Padding } from '../../model/Model.ts';
import { ReadError } from '../ReadError.ts';
import { activationOf, type LayerCall, type LayerHandler, onlyInput } from './LayerCall.ts';

export function refuseChannelsFirst({ config }: LayerCall): void {
  if (config.string('data_format', 'channels_last') !== 'channels_last') {
    throw new ReadError(`${config.where} is channels_first; convert the model to channels_last.`);
  }
}

function paddingOf({ config }: LayerCall): Padding {
  const padding = config.string('padding', 'valid');
  if (padding !== 'same' && padding !== 'valid') throw config.wrong('padding', '"same" or "valid"');
  return padding;
}

const strided = (call: LayerCall) => ({
  strides: call.config.pair('strides', [1, 1]),
  dilations: call.config.pair('dilation_rate', [1, 1]),
  padding: paddingOf(call),
});

function bias(call: LayerCall, index: number): number[] {
  return call.config.boolean('use_bias', true) ? [call.weight('bias', index)] : [];
}

export const conv2d: LayerHandler = (call) => {
  refuseChannelsFirst(call);
  const { fused, after } = activationOf(call);
  const attrs = { ...strided(call), groups: call.config.number('groups', 1) };
  const inputs = [onlyInput(call), call.weight('kernel', 0), ...bias(call, 1)];
  return after(call.builder.add('conv', call.name, inputs, attrs, fused));
};

export const depthwiseConv2d: LayerHandler = (call) => {
  refuseChannelsFirst(call);
  const { fused, after } = activationOf(call);
  const inputs = [onlyInput(call), call.weight('depthwise_kernel', 0), ...bias(call, 1)];
  return after(call.builder.add('depthwiseConv', call.name, inputs, strided(call), fused));
};

/** Two layers for a profile: the depthwise one, then the pointwise one. */
export const separableConv2d: LayerHandler = (call) => {
  refuseChannelsFirst(call);
  const { builder, name } = call;
  const { fused, after } = activationOf(call);
  const depthwise = builder.add(
    'depthwiseConv',
    `${name}/depthwise`,
    [onlyInput(call), call.weight('depthwise_kernel', 0)],
    strided(call),
  );
  const inputs = [depthwise, call.weight('pointwise_kernel', 1), ...bias(call, 2)];
  return after(
    builder.add(
      'conv',
      name,
      inputs,
      { strides: [1, 1], dilations: [1, 1], padding: 'valid', groups: 1 },
      fused,
    ),
  );
};

export const conv2dTranspose: LayerHandler = (call) => {
  refuseChannelsFirst(call);
  const { fused, after } = activationOf(call);
  const inputs = [onlyInput(call), call.weight('kernel', 0), ...bias(call, 1)];
  return after(call.builder.add('transposeConv', call.name, inputs, strided(call), fused));
};

/** A convolution over a height of one. */
export const conv1d: LayerHandler = (call) => {
  refuseChannelsFirst(call);
  const { builder, config, name } = call;
  const { fused, after } = activationOf(call);
  const stride = config.numbers('strides')?.[0] ?? 1;
  const dilation = config.numbers('dilation_rate')?.[0] ?? 1;
  const causal = config.string('padding', 'valid') === 'causal';
  const kernel = call.weight('kernel', 0, (shape) => [1, ...shape]);
  const reach = ((config.numbers('kernel_size')?.[0] ?? 1) - 1) * dilation;
  const padding = causal ? { top: 0, bottom: 0, left: reach, right: 0 } : paddingOf(call);
  const wide = builder.add('expandDims', `${name}/expand`, [onlyInput(call)], { axis: 1 });
  const y = builder.add(
    'conv',
    name,
    [wide, kernel, ...bias(call, 1)],
    { strides: [1, stride], dilations: [1, dilation], padding, groups: config.number('groups', 1) },
    fused,
  );
  return after(builder.add('squeeze', `${name}/squeeze`, [y], { axes: [1] }));
};

export const dense: LayerHandler = (call) => {
  const { fused, after } = activationOf(call);
  const inputs = [onlyInput(call), call.weight('kernel', 0), ...bias(call, 1)];
  return after(call.builder.add('dense', call.name, inputs, {}, fused));
};

/** Gamma and beta are optional in the file; a network that leaves them out means one and zero. */
export const batchNormalization: LayerHandler = (call) => {
  const { builder, config, name } = call;
  const axes = config.numbers('axis') ?? [-1];
  const x = onlyInput(call);
  const scale = config.boolean('scale', true);
  const center = config.boolean('center', true);
  const first = (scale ? 1 : 0) + (center ? 1 : 0);
  const mean = call.weight('moving_mean', first);
  const variance = call.weight('moving_variance', first + 1);
  const channels = builder.data(mean)!.shape;
  const filled = (value: number) => ({
    shape: channels,
    values: new Float32Array(channels[0] ?? 1).fill(value),
  });
  const gamma = scale ? call.weight('gamma', 0) : call.constant('gamma', filled(1));
  const beta = center ? call.weight('beta', scale ? 1 : 0) : call.constant('beta', filled(0));
  if (axes.length !== 1 || (axes[0] === 1 && call.builder.data(mean)!.shape.length !== 1)) {
    throw new ReadError(`${config.where} normalizes over axes ${axes}; only the last axis is supported.`);
  }
  return builder.add('batchNorm', name, [x, gamma, beta, mean, variance], {
    epsilon: config.number('epsilon', 1e-3),
  });
};
