import { describe, expect, it } from 'vitest';
import { random } from '../calibration/random.ts';
import type { FusedActivation, TensorId } from '../model/Model.ts';
import { ModelBuilder } from '../model/ModelBuilder.ts';
import { equalizablePairs } from './equalizablePairs.ts';
import { equalizeLayers } from './equalizeLayers.ts';

const spatial = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const;

/** Builds networks of 1x1 convolutions and what lies between them. */
class Net {
  readonly b = new ModelBuilder();
  readonly next = random(9);
  x: TensorId;

  constructor(channels: number) {
    this.x = this.b.input('x', [null, 4, 4, channels]);
  }

  values(shape: readonly number[]) {
    const count = shape.reduce((n, d) => n * d, 1);
    return { shape, values: Float32Array.from({ length: count }, () => (this.next() - 0.5) * 4) };
  }

  conv(
    name: string,
    shape: readonly [number, number],
    activation?: FusedActivation,
    filter: readonly number[] | null = null,
  ): this {
    const data = filter
      ? { shape: [1, 1, ...shape], values: Float32Array.from(filter) }
      : this.values([1, 1, ...shape]);
    const inputs = [
      this.x,
      this.b.constant(`${name}/w`, data),
      this.b.constant(`${name}/b`, this.values([shape[1]])),
    ];
    this.x = this.b.add('conv', name, inputs, { ...spatial, groups: 1 }, activation);
    return this;
  }

  build(outputs: readonly TensorId[] = [this.x]) {
    return this.b.build('net', 'test', outputs);
  }
}

const named = ({ pairs }: ReturnType<typeof equalizablePairs>) =>
  pairs.map(({ first, second }) => `${first.name}>${second.name}`);

describe('equalizablePairs', () => {
  it('finds layers in a row, through activations that commute with a factor', () => {
    for (const activation of [undefined, { fn: 'relu' }, { fn: 'leakyRelu', alpha: 0.1 }] as (
      | FusedActivation
      | undefined
    )[]) {
      const { model } = new Net(2).conv('a', [2, 3], activation).conv('b', [3, 2]).build();
      expect(named(equalizablePairs(model))).toEqual(['a>b']);
    }
  });

  it('names what stands in the way: relu6 clips at a fixed value', () => {
    const { model } = new Net(2).conv('a', [2, 3], { fn: 'relu6' }).conv('b', [3, 2]).build();
    const { pairs, blocked } = equalizablePairs(model);
    expect(pairs).toEqual([]);
    expect(blocked.map((p) => [p.first.name, p.second.name, p.activation])).toEqual([['a', 'b', 'relu6']]);
  });

  it('leaves out tensors that something else reads, and outputs of the model', () => {
    const net = new Net(2).conv('a', [2, 3]);
    const between = net.x;
    net.conv('b', [3, 3]);
    const sum = net.b.add('binary', 'sum', [net.x, between], { fn: 'add' });
    expect(named(equalizablePairs(net.build([sum]).model))).toEqual([]);
    const seen = new Net(2).conv('a', [2, 3]);
    const first = seen.x;
    expect(named(equalizablePairs(seen.conv('b', [3, 2]).build([first, seen.x]).model))).toEqual([]);
  });

  it('leaves out filters that two layers share', () => {
    const net = new Net(2);
    const w = net.b.constant('w', net.values([1, 1, 2, 2]));
    const a = net.b.add('conv', 'a', [net.x, w], { ...spatial, groups: 1 });
    net.x = net.b.add('conv', 'b', [a, w], { ...spatial, groups: 1 });
    expect(named(equalizablePairs(net.build().model))).toEqual([]);
  });

  it('passes pools, zero pads and means over rows and columns, not pads with another value', () => {
    const between = (value: number) => {
      const net = new Net(2).conv('a', [2, 3], { fn: 'relu' });
      net.x = net.b.add('pad', 'pad', [net.x], {
        mode: 'constant',
        value,
        paddings: [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ],
      });
      net.x = net.b.add('pool', 'pool', [net.x], {
        kind: 'max',
        size: [2, 2],
        strides: [2, 2],
        padding: 'valid',
      });
      net.x = net.b.add('reduce', 'mean', [net.x], { fn: 'mean', axes: [1, 2], keepDims: false });
      net.x = net.b.add('dense', 'scores', [net.x, net.b.constant('s', net.values([3, 5]))], {});
      return named(equalizablePairs(net.build().model));
    };
    expect(between(0)).toEqual(['a>scores']);
    expect(between(1)).toEqual([]);
  });
});

describe('equalizeLayers', () => {
  it('gives a channel the geometric mean of both ranges on either side, and divides the bias', () => {
    // Output channels of a: 8 and 1/2. Input channels of b: 2 and 2.
    const { model, weights } = new Net(1)
      .conv('a', [1, 2], { fn: 'relu' }, [8, 0.5])
      .conv('b', [2, 1], undefined, [2, -2])
      .build();
    const [a, b] = model.nodes;
    const made = equalizeLayers(model, weights);
    expect([...made.weights.get(a!.inputs[1]!)!.values]).toEqual([4, 1]);
    expect([...made.weights.get(b!.inputs[1]!)!.values]).toEqual([4, -1]);
    const before = weights.get(a!.inputs[2]!)!.values;
    expect([...made.weights.get(a!.inputs[2]!)!.values]).toEqual([before[0]! / 2, before[1]! * 2]);
    expect(made.weights.get(b!.inputs[2]!)).toBe(weights.get(b!.inputs[2]!));
    expect(made.pairs).toEqual([{ first: 'a', second: 'b', channels: 2, scales: [0.5, 2] }]);
    expect([...weights.get(a!.inputs[1]!)!.values]).toEqual([8, 0.5]);
  });

  it('goes on over a chain until every pair is level', () => {
    const { model, weights } = new Net(3)
      .conv('a', [3, 5], { fn: 'relu' })
      .conv('b', [5, 4], { fn: 'relu' })
      .conv('c', [4, 6])
      .conv('d', [6, 2])
      .build();
    const made = equalizeLayers(model, weights);
    expect(made.pairs).toHaveLength(3);
    expect(made.sweeps).toBeGreaterThan(1);
    expect(made.sweeps).toBeLessThan(100);
    const reach = (node: number, side: 'in' | 'out'): number[] => {
      const { shape, values } = made.weights.get(model.nodes[node]!.inputs[1]!)!;
      const [, , I, O] = shape as [number, number, number, number];
      return Array.from({ length: side === 'in' ? I : O }, (_, c) =>
        Math.max(
          ...Array.from(values).map((w, i) =>
            (side === 'in' ? Math.floor(i / O) : i % O) === c ? Math.abs(w) : 0,
          ),
        ),
      );
    };
    for (const pair of [0, 1, 2]) {
      const [r1, r2] = [reach(pair, 'out'), reach(pair + 1, 'in')];
      for (const [c, r] of r1.entries()) expect(r / r2[c]!).toBeCloseTo(1, 2);
    }
  });

  it('leaves dead channels, whose factor would only blow up a bias', () => {
    const { model, weights } = new Net(1)
      .conv('a', [1, 3], { fn: 'relu' }, [4, 0, 1e-9])
      .conv('b', [3, 1], undefined, [1, 1, 1])
      .build();
    const made = equalizeLayers(model, weights);
    expect(made.pairs[0]!.scales).toEqual([1, 2]);
    expect([...made.weights.get(model.nodes[1]!.inputs[1]!)!.values]).toEqual([2, 1, 1]);
  });

  it('leaves a network alone that has no such pair', () => {
    const { model, weights } = new Net(2).conv('a', [2, 2]).build();
    const made = equalizeLayers(model, weights);
    expect(made).toMatchObject({ pairs: [], sweeps: 0 });
    for (const [id, data] of weights) expect(made.weights.get(id)).toBe(data);
  });
});
