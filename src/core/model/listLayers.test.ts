import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModel } from '../formats/readModel.ts';
import { foldModel } from './foldModel.ts';
import { listLayers } from './listLayers.ts';
import { ModelBuilder } from './ModelBuilder.ts';
import { modelTotals } from './modelTotals.ts';
import { resolveShapes } from './resolveShapes.ts';

function shipped(name: string, side: number) {
  const folder = join(import.meta.dirname, '../../../public/models', name);
  const files = ['model.json', 'group1-shard1of1.bin'].map((path) => ({
    path,
    bytes: new Uint8Array(readFileSync(join(folder, path))),
  }));
  const { model, weights } = readModel(files);
  const folded = foldModel(model, weights).model;
  return listLayers(folded, resolveShapes(folded, [[1, side, side, 3]]));
}

const zeros = (shape: number[]) => ({ shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) });

describe('listLayers', () => {
  it('counts ResNet-20 as published: 40.8 MMAC, 21 convolutions, two shared inputs', () => {
    const layers = shipped('resnet20-cifar10', 32);
    const conv = layers.filter((layer) => layer.kind === 'conv');
    expect(conv).toHaveLength(21);
    expect(layers.filter((layer) => layer.kind === 'dense')).toHaveLength(1);
    expect(modelTotals(layers).macs).toBe(40_813_184);
    const readers = (source: number) =>
      layers.filter((layer) => layer.sourceTensor === source).map((layer) => layer.name);
    const sources = [...new Set(layers.map((layer) => layer.sourceTensor))];
    const shared = sources.map(readers).filter((names) => names.length > 1);
    expect(shared).toEqual([
      ['stage2_block1_conv1', 'stage2_block1_shortcut'],
      ['stage3_block1_conv1', 'stage3_block1_shortcut'],
    ]);
  });

  it('counts MobileNet v1 0.25 as published: 41 MMAC', () => {
    const layers = shipped('mobilenet-v1-025', 224);
    expect(layers.filter((layer) => layer.kind === 'conv')).toHaveLength(15);
    expect(layers.filter((layer) => layer.kind === 'depthwise_conv')).toHaveLength(13);
    const { macs, parameters } = modelTotals(layers);
    expect(Math.round(macs / 1e6)).toBe(41);
    expect(parameters).toBe(463_856);
    expect(layers[0]).toMatchObject({
      label: 'Conv2D 3x3 /2',
      inputShape: [224, 224, 3],
      outputShape: [112, 112, 8],
    });
  });

  it('counts MACs of every kind of layer', () => {
    const builder = new ModelBuilder();
    const x = builder.input('x', [null, 8, 8, 4]);
    const at = (name: string, shape: number[]) => builder.constant(name, zeros(shape));
    const same = { dilations: [1, 1], padding: 'same' } as const;
    const grouped = builder.add('conv', 'grouped', [x, at('g', [3, 3, 2, 6]), at('gb', [6])], {
      strides: [2, 2],
      groups: 2,
      ...same,
    });
    const depthwise = builder.add('depthwiseConv', 'depthwise', [grouped, at('d', [5, 5, 6, 2])], {
      strides: [1, 1],
      ...same,
    });
    const up = builder.add('transposeConv', 'up', [depthwise, at('u', [2, 2, 3, 12])], {
      strides: [2, 2],
      ...same,
    });
    const flat = builder.add('flatten', 'flat', [up], {});
    const dense = builder.add('dense', 'dense', [flat, at('k', [192, 10])], {});
    const { model } = builder.build('net', 'test', [dense]);
    const layers = listLayers(model, resolveShapes(model, [[1, 8, 8, 4]]));
    expect(
      layers.map(({ name, kind, macs, parameters, biases }) => [name, kind, macs, parameters, biases]),
    ).toEqual([
      ['grouped', 'conv', 4 * 4 * 6 * 9 * 2, 108, 6],
      ['depthwise', 'depthwise_conv', 4 * 4 * 12 * 25, 300, 0],
      ['up', 'transpose_conv', 4 * 4 * 12 * 3 * 4, 144, 0],
      ['dense', 'dense', 1920, 1920, 0],
    ]);
    expect(layers.map((layer) => layer.label)).toEqual([
      'Conv2D 3x3 /2 2 groups',
      'DepthwiseConv2D 5x5',
      'Conv2DTranspose 2x2 /2',
      'Dense',
    ]);
  });

  it('traces a layer to the tensor whose quantizer it reads, but not through a pad with a value', () => {
    const builder = new ModelBuilder();
    const x = builder.input('x', [null, 4, 4, 1]);
    const w = builder.constant('w', zeros([1, 1, 1, 1]));
    const attrs = { strides: [1, 1], dilations: [1, 1], padding: 'valid', groups: 1 } as const;
    const paddings = [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ] as const;
    const padded = builder.add('pad', 'pad', [x], { mode: 'constant', value: 0, paddings });
    const turned = builder.add('transpose', 'turn', [padded], { perm: [0, 2, 1, 3] });
    const a = builder.add('conv', 'a', [turned, w], attrs);
    const ones = builder.add('pad', 'ones', [x], { mode: 'constant', value: 1, paddings });
    const b = builder.add('conv', 'b', [ones, w], attrs);
    const { model } = builder.build('net', 'test', [a, b]);
    const layers = listLayers(model, resolveShapes(model, [[1, 4, 4, 1]]));
    expect(layers.map((layer) => model.tensors[layer.sourceTensor]!.name)).toEqual(['x', 'ones']);
  });
});
