import { describe, expect, it } from 'vitest';
import { random } from '../calibration/random.ts';
import type { ModelNode, OpAttrs, OpName } from '../model/Model.ts';
import { ModelBuilder } from '../model/ModelBuilder.ts';
import { biasCorrection } from './biasCorrection.ts';
import { correctedBias } from './correctedBias.ts';
import { fakeQuantizeChannels } from './fakeQuantize.ts';
import { filterAxes } from './filterAxes.ts';
import { defaultQuantizer } from './QuantizerSettings.ts';
import { weightChannels } from './weightChannels.ts';
import { weightParams } from './weightParams.ts';

const spatial = { strides: [1, 1], dilations: [1, 1], padding: 'valid' } as const;

function node<K extends OpName>(op: K, attrs: OpAttrs[K]): ModelNode {
  return {
    id: 0,
    name: 'layer',
    op,
    attrs,
    inputs: [0, 1],
    outputs: [2],
    absorbed: [],
  } as unknown as ModelNode;
}

/** Weights 0, 1, 2, ... of which each is quantized to 0: the correction is then sum of weight * mean. */
function correct(layer: ModelNode, shape: number[], means: number[]): number[] {
  const count = shape.reduce((n, d) => n * d, 1);
  const weights = Float32Array.from({ length: count }, (_, i) => i);
  return [...biasCorrection(weights, new Float32Array(count), filterAxes(layer, shape), means)];
}

describe('biasCorrection', () => {
  it('adds up over inputs and taps, op by op', () => {
    // [[0, 1, 2], [3, 4, 5]]: two inputs, three outputs.
    expect(correct(node('dense', {}), [2, 3], [1, 10])).toEqual([30, 41, 52]);
    // Two taps of the same: 0..5 and 6..11.
    expect(correct(node('conv', { ...spatial, groups: 1 }), [1, 2, 2, 3], [1, 10])).toEqual([
      30 + 6 + 90,
      41 + 7 + 100,
      52 + 8 + 110,
    ]);
    // Two groups: outputs 0, 1 read inputs 0, 1; outputs 2, 3 read inputs 2, 3. Weights [[0, 1, 2, 3], [4, 5, 6, 7]].
    expect(correct(node('conv', { ...spatial, groups: 2 }), [1, 1, 2, 4], [1, 10, 100, 1000])).toEqual([
      40, 51, 6200, 7300,
    ]);
    // Two inputs, two outputs for each: [[0, 1], [2, 3]].
    expect(correct(node('depthwiseConv', spatial), [1, 1, 2, 2], [1, 10])).toEqual([0, 1, 20, 30]);
    // Transposed, HWOI: [[0, 1], [2, 3], [4, 5]] for three outputs of two inputs; stride 1.
    expect(correct(node('transposeConv', spatial), [1, 1, 3, 2], [1, 10])).toEqual([10, 32, 54]);
  });

  it('shares the taps of a transposed convolution among the outputs they are spread over', () => {
    const layer = node('transposeConv', { ...spatial, strides: [2, 2] });
    // Four taps 0..3, one input, one output: each output value gets one of them, on average 1.5.
    expect(correct(layer, [2, 2, 1, 1], [2])).toEqual([(2 * (0 + 1 + 2 + 3)) / 4]);
  });

  it('refuses means that do not fit', () => {
    expect(() => correct(node('dense', {}), [2, 3], [1])).toThrow('2 input channels');
  });
});

describe('correctedBias', () => {
  const next = random(4);
  const values = (count: number) => Float32Array.from({ length: count }, () => next() * 2 - 1);

  function dense(bias: boolean) {
    const b = new ModelBuilder();
    const x = b.input('x', [null, 6]);
    const w = b.constant('w', { shape: [6, 4], values: values(24) });
    const inputs = bias ? [x, w, b.constant('b', { shape: [4], values: values(4) })] : [x, w];
    return b.build('dense', 'test', [b.add('dense', 'layer', inputs, {})]);
  }

  it('leaves the mean output of a quantized dense layer where the float one has it', () => {
    for (const withBias of [true, false]) {
      const { model, weights } = dense(withBias);
      const layer = model.nodes[0]!;
      const w = weights.get(layer.inputs[1]!)!.values as Float32Array;
      const own = withBias ? weights.get(layer.inputs[2]!)!.values : new Float32Array(4);
      const layout = weightChannels('dense', [6, 4]);
      const grids = weightParams(w, layout, 3, defaultQuantizer.weights);
      const quantized = fakeQuantizeChannels(w, grids, layout);
      const samples = Array.from({ length: 50 }, () => values(6).map((v) => v + 0.5));
      const means = Float64Array.from({ length: 6 }, (_, i) => samples.reduce((n, x) => n + x[i]!, 0) / 50);
      const meanOutput = (filter: Float32Array, bias: ArrayLike<number>) =>
        [0, 1, 2, 3].map((o) => means.reduce((n, mean, i) => n + mean * filter[i * 4 + o]!, bias[o]!));
      const float = meanOutput(w, own);
      const corrected = meanOutput(quantized, correctedBias(layer, weights, grids, means)!);
      const plain = meanOutput(quantized, own);
      for (let o = 0; o < 4; o++) expect(corrected[o]).toBeCloseTo(float[o]!, 6);
      expect(Math.max(...plain.map((y, o) => Math.abs(y - float[o]!)))).toBeGreaterThan(0.05);
    }
  });

  it('leaves a bias alone that the network computes', () => {
    const { model, weights } = dense(true);
    const layer = model.nodes[0]!;
    const without = new Map(weights);
    without.delete(layer.inputs[2]!);
    expect(correctedBias(layer, without, [], [])).toBeNull();
  });
});
