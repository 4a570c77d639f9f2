import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ModelBuilder } from '../core/model/ModelBuilder.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import { createGraphRunner } from './runGraph.ts';

const ramp = (shape: number[], scale = 0.1) => {
  const count = shape.reduce((total, n) => total * n, 1);
  return { shape, values: Float32Array.from({ length: count }, (_, i) => ((i * 7) % 11) * scale - 0.4) };
};

/** conv -> relu -> add with the conv -> mean; and a grouped conv. */
function network() {
  const builder = new ModelBuilder();
  const x = builder.input('x', [null, 6, 6, 4]);
  const attrs = { strides: [1, 1], dilations: [1, 1], padding: 'same', groups: 1 } as const;
  const w = builder.constant('w', ramp([3, 3, 4, 4]));
  const b = builder.constant('b', ramp([4]));
  const first = builder.add('conv', 'first', [x, w, b], attrs, { fn: 'relu' });
  const grouped = builder.add(
    'conv',
    'grouped',
    [first, builder.constant('g', ramp([3, 3, 2, 6])), builder.constant('gb', ramp([6]))],
    { ...attrs, groups: 2 },
    { fn: 'leakyRelu', alpha: 0.1 },
  );
  const wide = builder.add('conv', 'wide', [first, builder.constant('v', ramp([3, 3, 4, 6]))], {
    ...attrs,
    strides: [2, 2],
    dilations: [2, 2],
  });
  const small = builder.add('pool', 'small', [grouped], {
    kind: 'avg',
    size: [2, 2],
    strides: [2, 2],
    padding: 'valid',
  });
  const sum = builder.add('binary', 'sum', [small, wide], { fn: 'add' });
  const mean = builder.add('reduce', 'mean', [sum], { fn: 'mean', axes: [1, 2], keepDims: false });
  return builder.build('net', 'test', [mean, first]);
}

describe.each(await eachBackend())('createGraphRunner on $backend', ({ missing, start }) => {
  beforeAll(async () => {
    if (missing === null) await start();
  });

  const { model, weights } = network();
  const input = () => {
    const { shape, values } = ramp([2, 6, 6, 4], 0.3);
    return tf.tensor(values, shape);
  };

  it.skipIf(missing !== null)('leaves no tensor behind, however the walk ends', () => {
    const x = input();
    const before = tf.memory().numTensors;
    for (const steps of [0, 1, 3, 99]) {
      const runner = createGraphRunner(model, weights);
      const walk = runner.start([x]);
      for (let i = 0; i < steps && walk.next(); i++);
      walk.dispose();
      walk.dispose();
      runner.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
    const runner = createGraphRunner(model, weights);
    for (const y of runner.run([x]).values()) y.dispose();
    runner.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  it.skipIf(missing !== null)(
    'shows every node its inputs, alive, and frees them after their last use',
    () => {
      const x = input();
      const runner = createGraphRunner(model, weights);
      const walk = runner.start([x]);
      const seen: tf.Tensor[] = [];
      for (let ran = walk.next(); ran; ran = walk.next()) {
        expect(ran.inputs.every((y) => y && !y.isDisposed)).toBe(true);
        expect(ran.outputs[0]!.shape).toEqual(walk.shapes.shape(ran.node.outputs[0]!));
        seen.push(ran.outputs[0]!);
      }
      const outputs = walk.takeOutputs();
      expect(seen.filter((y) => !y.isDisposed)).toHaveLength(2);
      expect([...outputs.keys()]).toEqual(model.outputs);
      for (const y of outputs.values()) y.dispose();
      walk.dispose();
      runner.dispose();
      x.dispose();
    },
  );

  it.skipIf(missing !== null)(
    'runs a layer alone as it runs in the network, on other weights too',
    async () => {
      const x = input();
      const runner = createGraphRunner(model, weights);
      const node = model.nodes[0]!;
      const inside = runner.run([x], [node.outputs[0]!]).get(node.outputs[0]!)!;
      const alone = runner.runLayer(node, x, runner.constant(node.inputs[1]!));
      expect([...(await alone.data())]).toEqual([...(await inside.data())]);
      const zero = tf.zeros([3, 3, 4, 8]);
      const bare = runner.runLayer(node, x, zero, null);
      expect(bare.shape).toEqual([2, 6, 6, 8]);
      expect((await bare.data()).every((v) => v === 0)).toBe(true);
      for (const y of [x, inside, alone, zero, bare]) y.dispose();
      runner.dispose();
    },
  );

  it.skipIf(missing !== null)(
    'gives grouped and strided-dilated convolutions their plain meaning',
    async () => {
      const x = input();
      const runner = createGraphRunner(model, weights);
      const named = (name: string) => model.nodes.find((node) => node.name === name)!;
      const [first, grouped, wide] = ['first', 'grouped', 'wide'].map((name) => named(name).outputs[0]!);
      const outputs = runner.run([x], [first!, grouped!, wide!]);
      const source = await outputs.get(first!)!.data();
      const g = ramp([3, 3, 2, 6]).values;
      const bias = ramp([6]).values;
      const v = ramp([3, 3, 4, 6]).values;
      const at = (n: number, r: number, c: number, k: number) =>
        r < 0 || c < 0 || r > 5 || c > 5 ? 0 : source[((n * 6 + r) * 6 + c) * 4 + k]!;
      const groupedData = await outputs.get(grouped!)!.data();
      const wideData = await outputs.get(wide!)!.data();
      for (const [n, r, c, o] of [
        [0, 0, 0, 0],
        [1, 3, 5, 2],
        [0, 5, 2, 3],
        [1, 2, 2, 5],
      ] as const) {
        let sum = bias[o]!;
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 3; j++)
            for (let k = 0; k < 2; k++) {
              sum += at(n, r + i - 1, c + j - 1, (o < 3 ? 0 : 2) + k) * g[((i * 3 + j) * 2 + k) * 6 + o]!;
            }
        expect(groupedData[((n * 6 + r) * 6 + c) * 6 + o]).toBeCloseTo(sum < 0 ? 0.1 * sum : sum, 4);
      }
      // Stride 2, dilation 2, reach 5 over 6: TensorFlow pads 3 in all, 1 before.
      for (const [n, r, c, o] of [
        [0, 0, 0, 1],
        [1, 2, 2, 4],
        [0, 1, 2, 0],
      ] as const) {
        let sum = 0;
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 3; j++)
            for (let k = 0; k < 4; k++) {
              sum += at(n, 2 * r + 2 * i - 1, 2 * c + 2 * j - 1, k) * v[((i * 3 + j) * 4 + k) * 6 + o]!;
            }
        expect(wideData[((n * 3 + r) * 3 + c) * 6 + o]).toBeCloseTo(sum, 4);
      }
      for (const y of [x, ...outputs.values()]) y.dispose();
      runner.dispose();
    },
  );
});
