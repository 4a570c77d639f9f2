import type { OpAttrs, ReduceName } from '../../model/Model.ts';
import { pairsOf } from '../../model/ops/pad.ts';
import type { NodeCall, NodeHandler } from './NodeCall.ts';

/** The parameter as an attribute where it is constant, else as a further input. */
function param<T extends object>(
  call: NodeCall,
  index: number,
  make: (numbers: number[]) => T,
): { attrs: T | Record<string, never>; more: number[] } {
  const numbers = call.numbers(index);
  return numbers ? { attrs: make(numbers), more: [] } : { attrs: {}, more: [call.input(index)] };
}

export const reshape: NodeHandler = (call) => {
  const { attrs, more } = param(call, 1, (shape) => ({ shape }));
  return [call.builder.add('reshape', call.name, [call.input(0), ...more], attrs)];
};

export const transpose: NodeHandler = (call) => {
  const { attrs, more } = param(call, 1, (perm) => ({ perm }));
  return [call.builder.add('transpose', call.name, [call.input(0), ...more], attrs)];
};

export const tile: NodeHandler = (call) => {
  const { attrs, more } = param(call, 1, (reps) => ({ reps }));
  return [call.builder.add('tile', call.name, [call.input(0), ...more], attrs)];
};

export const broadcastTo: NodeHandler = (call) => {
  const { attrs, more } = param(call, 1, (shape) => ({ shape }));
  return [call.builder.add('broadcastTo', call.name, [call.input(0), ...more], attrs)];
};

const padWith =
  (mode: OpAttrs['pad']['mode'], value: (call: NodeCall) => number): NodeHandler =>
  (call) => {
    const { attrs, more } = param(call, 1, (flat) => ({ paddings: pairsOf(flat) }));
    return [
      call.builder.add('pad', call.name, [call.input(0), ...more], { mode, value: value(call), ...attrs }),
    ];
  };

export const pad = padWith('constant', () => 0);
export const padV2 = padWith('constant', (call) => call.constants(2)[0] ?? 0);
export const mirrorPad: NodeHandler = (call) =>
  padWith(call.attrs.text('mode', 'REFLECT') === 'REFLECT' ? 'reflect' : 'symmetric', () => 0)(call);

export const resize =
  (method: 'bilinear' | 'nearest'): NodeHandler =>
  (call) => {
    const { attrs, more } = param(call, 1, ([height = 0, width = 0]) => ({ size: [height, width] as const }));
    const grid = {
      method,
      alignCorners: call.attrs.boolean('align_corners', false),
      halfPixel: call.attrs.boolean('half_pixel_centers', false),
    };
    return [call.builder.add('resize', call.name, [call.input(0), ...more], { ...grid, ...attrs })];
  };

export const slice: NodeHandler = (call) => {
  const begin = call.numbers(1);
  const size = call.numbers(2);
  if (begin && size) return [call.builder.add('slice', call.name, [call.input(0)], { begin, size })];
  return [call.builder.add('slice', call.name, [0, 1, 2].map(call.input), {})];
};

export const stridedSlice: NodeHandler = (call) => {
  const mask = (key: string): number => call.attrs.number(key, 0);
  const masks = {
    beginMask: mask('begin_mask'),
    endMask: mask('end_mask'),
    ellipsisMask: mask('ellipsis_mask'),
    newAxisMask: mask('new_axis_mask'),
    shrinkAxisMask: mask('shrink_axis_mask'),
  };
  const [begin, end, strides] = [1, 2, 3].map(call.numbers);
  if (begin && end && strides) {
    return [call.builder.add('stridedSlice', call.name, [call.input(0)], { begin, end, strides, ...masks })];
  }
  return [call.builder.add('stridedSlice', call.name, [0, 1, 2, 3].map(call.input), masks)];
};

/** inputs: axis, x */
export const split: NodeHandler = (call) => {
  const count = call.attrs.number('num_split', call.outputs);
  return call.builder.node(
    'split',
    call.name,
    [call.input(1)],
    { axis: call.constants(0)[0]!, count },
    { outputs: count },
  );
};

/** inputs: x, sizes, axis */
export const splitV: NodeHandler = (call) => {
  const sizes = call.constants(1);
  const attrs = { axis: call.constants(2)[0]!, sizes };
  return call.builder.node('split', call.name, [call.input(0)], attrs, { outputs: sizes.length });
};

export const concat: NodeHandler = (call) => {
  const axis = call.constants(call.inputs.length - 1)[0]!;
  return [call.builder.add('concat', call.name, call.inputs.slice(0, -1), { axis })];
};

export const squeeze: NodeHandler = (call) => {
  const axes = call.attrs.numbers('squeeze_dims');
  return [
    call.builder.add('squeeze', call.name, [call.input(0)], {
      axes: axes.length > 0 ? axes : call.attrs.numbers('axis'),
    }),
  ];
};

export const expandDims: NodeHandler = (call) => [
  call.builder.add('expandDims', call.name, [call.input(0)], { axis: call.constants(1)[0]! }),
];

export const pack: NodeHandler = (call) => [
  call.builder.add('pack', call.name, call.inputs, { axis: call.attrs.number('axis', 0) }),
];

export const unpack: NodeHandler = (call) => {
  const outputs = call.attrs.number('num', call.outputs);
  return call.builder.node(
    'unpack',
    call.name,
    [call.input(0)],
    { axis: call.attrs.number('axis', 0) },
    { outputs },
  );
};

export const gather: NodeHandler = (call) => [
  call.builder.add('gather', call.name, [call.input(0), call.input(1)], {
    axis: call.inputs.length > 2 ? call.constants(2)[0]! : 0,
    batchDims: call.attrs.number('batch_dims', 0),
  }),
];

export const gatherNd: NodeHandler = (call) => [
  call.builder.add('gatherNd', call.name, [call.input(0), call.input(1)], {}),
];

export const reduce =
  (fn: ReduceName): NodeHandler =>
  (call) => {
    const axes = call.constants(1);
    const keepDims = call.attrs.boolean('keep_dims', false);
    return [call.builder.add('reduce', call.name, [call.input(0)], { fn, axes, keepDims })];
  };

export const argReduce =
  (fn: 'argMax' | 'argMin'): NodeHandler =>
  (call) => [call.builder.add('argReduce', call.name, [call.input(0)], { fn, axis: call.constants(1)[0]! })];

export const topk: NodeHandler = (call) => {
  const { attrs, more } = param(call, 1, ([k = 1]) => ({ k }));
  const sorted = call.attrs.boolean('sorted', true);
  return call.builder.node('topk', call.name, [call.input(0), ...more], { sorted, ...attrs }, { outputs: 2 });
};

export const shapeOf: NodeHandler = (call) => [call.builder.add('shapeOf', call.name, [call.input(0)], {})];

export const size: NodeHandler = (call) => {
  const shape = call.builder.add('shapeOf', `${call.name}/shape`, [call.input(0)], {});
  return [call.builder.add('reduce', call.name, [shape], { fn: 'prod', axes: [0], keepDims: false })];
};

export const fill: NodeHandler = (call) => [
  call.builder.add('fill', call.name, [call.input(0), call.input(1)], {}),
];

export const fillLike =
  (value: number): NodeHandler =>
  (call) => [call.builder.add('fillLike', call.name, [call.input(0)], { value })];

export const range: NodeHandler = (call) => [
  call.builder.add('range', call.name, [0, 1, 2].map(call.input), {}),
];

export const cumsum: NodeHandler = (call) => [
  call.builder.add('cumsum', call.name, [call.input(0)], {
    axis: call.constants(1)[0]!,
    exclusive: call.attrs.boolean('exclusive', false),
    reverse: call.attrs.boolean('reverse', false),
  }),
];

export const reverse: NodeHandler = (call) => [
  call.builder.add('reverse', call.name, [call.input(0)], { axes: call.constants(1) }),
];

export const oneHot: NodeHandler = (call) => [
  call.builder.add('oneHot', call.name, [call.input(0)], {
    depth: call.constants(1)[0]!,
    on: call.constants(2)[0]!,
    off: call.constants(3)[0]!,
    axis: call.attrs.number('axis', -1),
  }),
];

export const depthToSpace: NodeHandler = (call) => [
  call.builder.add('depthToSpace', call.name, [call.input(0)], { block: call.attrs.number('block_size', 2) }),
];

export const spaceToDepth: NodeHandler = (call) => [
  call.builder.add('spaceToDepth', call.name, [call.input(0)], { block: call.attrs.number('block_size', 2) }),
];

export const spaceToBatch: NodeHandler = (call) => [
  call.builder.add('spaceToBatch', call.name, [call.input(0)], {
    block: call.constants(1),
    paddings: pairsOf(call.constants(2)),
  }),
];

export const batchToSpace: NodeHandler = (call) => [
  call.builder.add('batchToSpace', call.name, [call.input(0)], {
    block: call.constants(1),
    crops: pairsOf(call.constants(2)),
  }),
];

export const nonZero: NodeHandler = (call) => [call.builder.add('nonZero', call.name, [call.input(0)], {})];

export const sparseToDense: NodeHandler = (call) => [
  call.builder.add('sparseToDense', call.name, [0, 1, 2, 3].map(call.input), {}),
];
