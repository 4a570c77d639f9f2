import type { BinaryName } from '../../model/Model.ts';
import { applyActivation, type LayerHandler, onlyInput } from './LayerCall.ts';

export const activation: LayerHandler = (call) => {
  const written = call.config.raw('activation');
  const name =
    typeof written === 'object' && written !== null
      ? String((written as { class_name?: unknown }).class_name)
      : String(written ?? 'linear');
  const x = onlyInput(call);
  if (name === 'linear') return call.builder.add('identity', call.name, [x], {});
  return applyActivation(call, x, name, call.name);
};

export const relu: LayerHandler = (call) => {
  const max = call.config.raw('max_value') === undefined ? undefined : call.config.number('max_value', 0);
  const slope = call.config.number('negative_slope', 0);
  const x = onlyInput(call);
  if (max === undefined && slope !== 0)
    return call.builder.add('unary', call.name, [x], { fn: 'leakyRelu', alpha: slope });
  if (max === undefined) return call.builder.add('unary', call.name, [x], { fn: 'relu' });
  return call.builder.add('unary', call.name, [x], max === 6 ? { fn: 'relu6' } : { fn: 'clip', min: 0, max });
};

export const leakyRelu: LayerHandler = (call) => {
  const alpha = call.config.number('alpha', call.config.number('negative_slope', 0.3));
  return call.builder.add('unary', call.name, [onlyInput(call)], { fn: 'leakyRelu', alpha });
};

export const elu: LayerHandler = (call) => {
  const alpha = call.config.number('alpha', 1);
  return call.builder.add('unary', call.name, [onlyInput(call)], { fn: 'elu', alpha });
};

export const prelu: LayerHandler = (call) =>
  call.builder.add('prelu', call.name, [onlyInput(call), call.weight('alpha', 0)], {});

export const softmax: LayerHandler = (call) =>
  call.builder.add('softmax', call.name, [onlyInput(call)], { axis: call.config.number('axis', -1) });

/** x where it exceeds theta, else zero. */
export const thresholdedRelu: LayerHandler = (call) => {
  const { builder, name } = call;
  const x = onlyInput(call);
  const theta = call.constant('theta', {
    shape: [],
    values: Float32Array.of(call.config.number('theta', 1)),
  });
  const over = builder.add('binary', `${name}/over`, [x, theta], { fn: 'greater' });
  const mask = builder.add('cast', `${name}/mask`, [over], { dtype: 'float32' });
  return builder.add('binary', name, [x, mask], { fn: 'mul' });
};

export const rescaling: LayerHandler = (call) => {
  const { builder, name } = call;
  const number = (key: string, otherwise: number) =>
    call.constant(key, { shape: [], values: Float32Array.of(call.config.number(key, otherwise)) });
  const scaled = builder.add('binary', `${name}/scale`, [onlyInput(call), number('scale', 1)], { fn: 'mul' });
  return builder.add('binary', name, [scaled, number('offset', 0)], { fn: 'add' });
};

/** Joins of two or more activations, two at a time. */
export const merge =
  (fn: BinaryName): LayerHandler =>
  (call) => {
    const [first, ...others] = call.inputs;
    if (first === undefined || others.length === 0) throw call.config.wrong('inputs', 'two tensors or more');
    return others.reduce(
      (sum, x, i) =>
        call.builder.add('binary', i === others.length - 1 ? call.name : `${call.name}/${i}`, [sum, x], {
          fn,
        }),
      first,
    );
  };

export const average: LayerHandler = (call) => {
  const { builder, name } = call;
  const sum = merge('add')({ ...call, name: `${name}/sum` });
  const share = call.constant('share', { shape: [], values: Float32Array.of(1 / call.inputs.length) });
  return builder.add('binary', name, [sum, share], { fn: 'mul' });
};
