import type { BinaryName, UnaryName } from '../../model/Model.ts';
import type { NodeHandler } from './NodeCall.ts';

export const unary =
  (fn: UnaryName): NodeHandler =>
  ({ builder, name, input }) => [builder.add('unary', name, [input(0)], { fn })];

export const binary =
  (fn: BinaryName): NodeHandler =>
  ({ builder, name, input }) => [builder.add('binary', name, [input(0), input(1)], { fn })];

export const leakyRelu: NodeHandler = ({ builder, name, input, attrs }) => [
  builder.add('unary', name, [input(0)], { fn: 'leakyRelu', alpha: attrs.number('alpha', 0.2) }),
];

export const clip: NodeHandler = (call) => [
  call.builder.add('unary', call.name, [call.input(0)], {
    fn: 'clip',
    min: call.constants(1)[0]!,
    max: call.constants(2)[0]!,
  }),
];

export const prelu: NodeHandler = ({ builder, name, input }) => [
  builder.add('prelu', name, [input(0), input(1)], {}),
];

export const softmax =
  (log: boolean): NodeHandler =>
  ({ builder, name, input }) => [
    builder.add('softmax', name, [input(0)], { axis: -1, ...(log ? { log } : {}) }),
  ];

export const cast: NodeHandler = ({ builder, name, input, attrs }) => [
  builder.add('cast', name, [input(0)], { dtype: attrs.dtype('DstT') }),
];

/** The constant itself where there is nothing to pass on. */
export const identity: NodeHandler = ({ builder, name, input }) => [
  builder.isConstant(input(0)) ? input(0) : builder.add('identity', name, [input(0)], {}),
];

export const addN: NodeHandler = ({ builder, name, inputs }) => [
  inputs
    .slice(1)
    .reduce(
      (sum, x, i) =>
        builder.add('binary', i === inputs.length - 2 ? name : `${name}/${i}`, [sum, x], { fn: 'add' }),
      inputs[0]!,
    ),
];

/** a / b, and 0 where b is 0. */
export const divNoNan: NodeHandler = (call) => {
  const { builder, name, input } = call;
  const zero = call.constant('zero', { shape: [], values: Float32Array.of(0) });
  const isZero = builder.add('binary', `${name}/isZero`, [input(1), zero], { fn: 'equal' });
  const ratio = builder.add('binary', `${name}/ratio`, [input(0), input(1)], { fn: 'div' });
  return [builder.add('select', name, [isZero, zero, ratio], {})];
};

export const select: NodeHandler = ({ builder, name, input }) => [
  builder.add('select', name, [input(0), input(1), input(2)], {}),
];
