import { describe, expect, it } from 'vitest';
import { foldModel } from './foldModel.ts';
import type { TensorId } from './Model.ts';
import { ModelBuilder } from './ModelBuilder.ts';

const plain = { strides: [1, 1], dilations: [1, 1], padding: 'valid', groups: 1 } as const;
const floats = (shape: number[], values: number[]) => ({ shape, values: Float32Array.from(values) });

/** 1x1 convolution of one channel to two: weights 1 and 2, no bias. */
function start() {
  const builder = new ModelBuilder();
  const x = builder.input('x', [null, 3, 3, 1]);
  const w = builder.constant('w', floats([1, 1, 1, 2], [1, 2]));
  const conv = (from: TensorId, bias: TensorId[] = []) =>
    builder.add('conv', 'conv', [from, w, ...bias], plain);
  const norm = (from: TensorId) => {
    const [gamma, beta, mean, variance] = [
      [2, 3],
      [5, 7],
      [1, 2],
      [3, 8],
    ].map((v, i) => builder.constant(`n${i}`, floats([2], v)));
    return builder.add('batchNorm', 'norm', [from, gamma!, beta!, mean!, variance!], { epsilon: 1 });
  };
  const fold = (...outputs: TensorId[]) => {
    const { model, weights } = builder.build('net', 'test', outputs);
    return foldModel(model, weights);
  };
  return { builder, x, conv, norm, fold };
}

describe('foldModel', () => {
  it('takes batch norm and relu into the convolution before', () => {
    const { builder, x, conv, norm, fold } = start();
    const y = builder.add('unary', 'relu', [norm(conv(x))], { fn: 'relu' });
    const { model, weights } = fold(y);
    expect(model.nodes).toHaveLength(1);
    const [node] = model.nodes;
    expect(node).toMatchObject({ name: 'conv', absorbed: ['norm', 'relu'], activation: { fn: 'relu' } });
    // gamma / sqrt(variance + epsilon) = 1 and 1; beta - mean * scale = 4 and 5.
    expect([...weights.get(node!.inputs[1]!)!.values]).toEqual([1, 2]);
    expect([...weights.get(node!.inputs[2]!)!.values]).toEqual([4, 5]);
    expect(model.tensors[model.outputs[0]!]!.name).toBe('relu');
  });

  it('folds scale, shift and bias written as mul, sub and add', () => {
    const { builder, x, conv, fold } = start();
    const scaled = builder.add('binary', 'scale', [builder.constant('s', floats([], [3])), conv(x)], {
      fn: 'mul',
    });
    const less = builder.add(
      'binary',
      'less',
      [scaled, builder.constant('l', floats([1, 1, 1, 2], [1, 2]))],
      { fn: 'sub' },
    );
    const y = builder.add('binary', 'more', [builder.constant('m', floats([2], [10, 20])), less], {
      fn: 'add',
    });
    const { model, weights } = fold(y);
    expect(model.nodes.map((node) => node.absorbed)).toEqual([['scale', 'less', 'more']]);
    expect([...weights.get(model.nodes[0]!.inputs[1]!)!.values]).toEqual([3, 6]);
    expect([...weights.get(model.nodes[0]!.inputs[2]!)!.values]).toEqual([9, 18]);
  });

  it('leaves a convolution alone that something else reads too, or that is an output', () => {
    const { builder, x, conv, norm, fold } = start();
    const c = conv(x);
    const y = builder.add('binary', 'sum', [norm(c), c], { fn: 'add' });
    expect(fold(y).model.nodes.map((node) => node.op)).toEqual(['conv', 'batchNorm', 'binary']);
    const other = start();
    const mid = other.conv(other.x);
    expect(other.fold(other.norm(mid), mid).model.nodes.map((node) => node.op)).toEqual([
      'conv',
      'batchNorm',
    ]);
  });

  it('does not fold a batch norm behind an activation', () => {
    const { builder, x, conv, norm, fold } = start();
    const relu = builder.add('unary', 'relu', [conv(x)], { fn: 'relu' });
    const { nodes } = fold(norm(relu)).model;
    expect(nodes.map((node) => [node.op, node.activation?.fn])).toEqual([
      ['conv', 'relu'],
      ['batchNorm', undefined],
    ]);
  });

  it('adds a zero pad to the padding of every convolution that reads it, but not to a pool', () => {
    const { builder, x, conv, fold } = start();
    const paddings = [
      [0, 0],
      [1, 2],
      [3, 0],
      [0, 0],
    ] as const;
    const padded = builder.add('pad', 'pad', [x], { mode: 'constant', value: 0, paddings });
    const { model } = fold(conv(padded));
    expect(model.nodes).toHaveLength(1);
    expect(model.nodes[0]).toMatchObject({
      attrs: { padding: { top: 1, bottom: 2, left: 3, right: 0 } },
      absorbed: ['pad'],
    });
    expect(model.tensors[model.outputs[0]!]!.shape).toEqual([null, 6, 6, 2]);
    const other = start();
    const before = other.builder.add('pad', 'pad', [other.x], { mode: 'constant', value: 0, paddings });
    const pooled = other.builder.add('pool', 'pool', [before], {
      kind: 'max',
      size: [2, 2],
      strides: [2, 2],
      padding: 'valid',
    });
    expect(other.fold(pooled).model.nodes.map((node) => node.op)).toEqual(['pad', 'pool']);
  });

  it('drops identities and computes constant subgraphs', () => {
    const { builder, x, conv, fold } = start();
    const dropped = builder.add('identity', 'dropout', [conv(x)], {});
    const two = builder.add(
      'binary',
      'two',
      [builder.constant('a', floats([], [1])), builder.constant('b', floats([], [1]))],
      { fn: 'add' },
    );
    const y = builder.add('binary', 'power', [dropped, two], { fn: 'pow' });
    const { model, weights } = fold(y);
    expect(model.nodes.map((node) => node.name)).toEqual(['conv', 'power']);
    expect(model.nodes[0]!.absorbed).toEqual(['dropout']);
    expect([...weights.get(model.nodes[1]!.inputs[1]!)!.values]).toEqual([2]);
  });

  it('lets channels-first transposes meet and cancel', () => {
    const { builder, x, conv, fold } = start();
    const nchw = builder.add('transpose', 't1', [conv(x)], { perm: [0, 3, 1, 2] });
    const relu = builder.add('unary', 'relu', [nchw], { fn: 'relu' });
    const padded = builder.add('pad', 'pad', [relu], {
      mode: 'constant',
      value: 0,
      paddings: [
        [0, 0],
        [0, 0],
        [1, 1],
        [0, 2],
      ],
    });
    const nhwc = builder.add('transpose', 't2', [padded], { perm: [0, 2, 3, 1] });
    const w2 = builder.constant('w2', floats([1, 1, 2, 1], [1, 1]));
    const { model } = fold(builder.add('conv', 'conv2', [nhwc, w2], plain));
    expect(model.nodes.map((node) => node.name)).toEqual(['conv', 'conv2']);
    expect(model.nodes[0]!.activation).toEqual({ fn: 'relu' });
    expect(model.nodes[1]).toMatchObject({ attrs: { padding: { top: 1, bottom: 1, left: 0, right: 2 } } });
  });

  it('recognizes hard swish, swish and prelu that are written out', () => {
    const { builder, x, conv, fold } = start();
    const number = (name: string, value: number) => builder.constant(name, floats([], [value]));
    const c = conv(x);
    const plus = builder.add('binary', 'plus', [c, number('three', 3)], { fn: 'add' });
    const gate = builder.add('unary', 'gate', [plus], { fn: 'relu6' });
    const part = builder.add('binary', 'part', [number('sixth', 1 / 6), c], { fn: 'mul' });
    const hard = builder.add('binary', 'hard', [part, gate], { fn: 'mul' });
    const sig = builder.add('unary', 'sig', [hard], { fn: 'sigmoid' });
    const swish = builder.add('binary', 'swish', [sig, hard], { fn: 'mul' });
    const low = builder.add('unary', 'low', [builder.add('unary', 'neg', [swish], { fn: 'neg' })], {
      fn: 'relu',
    });
    const slope = builder.constant('slope', floats([2], [-0.25, -0.5]));
    const y = builder.add(
      'binary',
      'y',
      [
        builder.add('unary', 'high', [swish], { fn: 'relu' }),
        builder.add('binary', 'sloped', [slope, low], { fn: 'mul' }),
      ],
      { fn: 'add' },
    );
    const { model, weights } = fold(y);
    expect(model.nodes.map((node) => [node.op, node.activation?.fn])).toEqual([
      ['conv', 'hardSwish'],
      ['unary', undefined],
      ['prelu', undefined],
    ]);
    expect(model.nodes[0]!.activation!.alpha).toBeCloseTo(1 / 6, 6);
    expect([...weights.get(model.nodes[2]!.inputs[1]!)!.values]).toEqual([0.25, 0.5]);
  });

  it('leaves what it was given as it was', () => {
    const { builder, x, conv, norm } = start();
    const { model, weights } = builder.build('net', 'test', [norm(conv(x))]);
    const before = JSON.stringify(model);
    foldModel(model, weights);
    expect(JSON.stringify(model)).toBe(before);
    expect([...weights.get(model.nodes[0]!.inputs[1]!)!.values]).toEqual([1, 2]);
  });
});
