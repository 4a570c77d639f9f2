import type { OpAttrs } from '../../model/Model.ts';
import { refuseChannelsFirst } from './convLayers.ts';
import { type LayerCall, type LayerHandler, onlyInput } from './LayerCall.ts';

function window(call: LayerCall, kind: 'max' | 'avg'): OpAttrs['pool'] {
  const size = call.config.pair('pool_size', [2, 2]);
  const padding = call.config.string('padding', 'valid');
  if (padding !== 'same' && padding !== 'valid') throw call.config.wrong('padding', '"same" or "valid"');
  return { kind, size, strides: call.config.pair('strides', size), padding };
}

export const pool2d =
  (kind: 'max' | 'avg'): LayerHandler =>
  (call) => {
    refuseChannelsFirst(call);
    return call.builder.add('pool', call.name, [onlyInput(call)], window(call, kind));
  };

/** A pool over a height of one. */
export const pool1d =
  (kind: 'max' | 'avg'): LayerHandler =>
  (call) => {
    const { builder, name } = call;
    const { size, strides, padding } = window(call, kind);
    const wide = builder.add('expandDims', `${name}/expand`, [onlyInput(call)], { axis: 1 });
    const attrs = { kind, size: [1, size[0]], strides: [1, strides[0]], padding } as const;
    const y = builder.add('pool', name, [wide], attrs);
    return builder.add('squeeze', `${name}/squeeze`, [y], { axes: [1] });
  };

export const globalPool =
  (fn: 'max' | 'mean', axes: readonly number[]): LayerHandler =>
  (call) => {
    refuseChannelsFirst(call);
    const keepDims = call.config.boolean('keepdims', false);
    return call.builder.add('reduce', call.name, [onlyInput(call)], { fn, axes, keepDims });
  };
