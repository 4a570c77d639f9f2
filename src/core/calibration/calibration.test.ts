import { describe, expect, it } from 'vitest';
import type { Model } from '../model/Model.ts';
import { checkData, factsOfValues } from './checkData.ts';
import { guessPreprocess } from './guessPreprocess.ts';
import { presetNames, presetOf, presets, withPreset } from './presets.ts';
import { sliceAtlas } from './sliceAtlas.ts';
import { synthetic } from './synthetic.ts';

describe('presets', () => {
  it('know themselves again', () => {
    for (const name of presetNames) expect(presetOf({ ...presets[name], height: 8, width: 8 })).toBe(name);
    expect(presetOf({ ...presets.tf, height: 8, width: 8, scale: 2 })).toBe('custom');
  });

  it('map white and black as the frameworks do', () => {
    const ends = (name: 'tf' | 'caffe' | 'torch') =>
      [0, 255].map((pixel) => (pixel * presets[name].scale - presets[name].mean[0]!) / presets[name].std[0]!);
    expect(ends('tf')).toEqual([-1, 1]);
    expect(ends('caffe')[1]).toBeCloseTo(151.061, 3);
    expect(ends('torch')[0]).toBeCloseTo(-2.1179, 4);
  });

  it('keep one channel gray', () => {
    const gray = { ...presets.none, height: 28, width: 28, channels: 'gray' as const, mean: [0], std: [1] };
    expect(withPreset(gray, 'tf')).toMatchObject({ channels: 'gray', mean: [1], std: [1], height: 28 });
  });
});

describe('guessPreprocess', () => {
  it.each([
    ['resnet50', ['conv1', 'res2a_branch2a'], [null, 224, 224, 3], 'caffe', 224, 'NHWC'],
    ['mobilenetv2_1.00_224', ['Conv1'], [null, 224, 224, 3], 'tf', 224, 'NHWC'],
    ['model', ['MobilenetV1/MobilenetV1/Conv2d_0/Conv2D'], [null, 224, 224, 3], 'zero-one', 224, 'NHWC'],
    ['resnet20_cifar10', ['stem_conv'], [null, 32, 32, 3], 'caffe', 32, 'NHWC'],
    ['net', ['a'], [null, 3, 96, 64], 'zero-one', 96, 'NCHW'],
    ['net', ['a'], [null, null, null, 3], 'zero-one', 224, 'NHWC'],
  ] as const)('%s %j', (name, nodes, shape, preset, height, layout) => {
    const guess = guessPreprocess(fakeModel(name, nodes, shape))!;
    expect(guess.preset).toBe(preset);
    expect(guess.preprocess).toMatchObject({ height, layout });
    expect(presetOf(guess.preprocess)).toBe(preset);
  });

  it('gives up on inputs that are no pictures', () => {
    expect(guessPreprocess(fakeModel('net', ['a'], [null, 128]))).toBeNull();
    expect(guessPreprocess(fakeModel('net', ['a'], [null, 64, 64, 12]))).toBeNull();
  });
});

describe('checkData', () => {
  const good = { kind: 'images', count: 32, shape: [32, 32, 3], min: -2, max: 2, mean: 0 } as const;
  const wanted = [32, 32, 3];

  it('has nothing to say of good data', () => {
    expect(checkData(good, wanted)).toEqual([]);
    expect(checkData(good, [null, null, 3])).toEqual([]);
  });

  it.each([
    [{ ...good, min: 1, max: 1 }, 'All values are 1'],
    [{ ...good, max: 40000 }, 'far beyond'],
    [{ ...good, min: 0, max: 0.0005 }, 'scaled twice'],
    [{ ...good, count: 3 }, 'Only 3 samples'],
    [{ ...good, bad: 4 }, '4 values are not finite'],
    [{ ...good, shape: [3, 32, 32] }, 'Each sample is [3, 32, 32]'],
  ])('warns: %#', (data, text) => {
    expect(checkData(data, wanted).join()).toContain(text);
  });

  it('counts what is not finite apart', () => {
    expect(factsOfValues(new Float32Array([1, Number.NaN, 3]))).toEqual({ min: 1, max: 3, mean: 2, bad: 1 });
  });
});

describe('synthetic', () => {
  it('repeats, stays in range, and is smooth', () => {
    const data = synthetic(3, [32, 32, 3], 2, { low: -1, high: 1 });
    expect(data).toEqual(synthetic(3, [32, 32, 3], 2, { low: -1, high: 1 }));
    expect(data.values).not.toEqual(synthetic(4, [32, 32, 3], 2, { low: -1, high: 1 }).values);
    expect(data.values.length).toBe(2 * 32 * 32 * 3);
    expect(Math.min(...data.values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...data.values)).toBeLessThanOrEqual(1);
    const steps = [...data.values.subarray(3, 1000)].map((value, index) =>
      Math.abs(value - data.values[index]!),
    );
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    expect(mean).toBeLessThan(0.25);
  });

  it('makes the same picture in either layout', () => {
    const nhwc = synthetic(5, [4, 6, 2], 1).values;
    const nchw = synthetic(5, [2, 4, 6], 1, { layout: 'NCHW' }).values;
    expect(nchw[1 * 24 + 2 * 6 + 3]).toBe(nhwc[(2 * 6 + 3) * 2 + 1]);
  });
});

describe('sliceAtlas', () => {
  it('cuts tiles row by row', () => {
    const rgba = Uint8ClampedArray.from({ length: 4 * 4 * 4 }, (_, index) => index >> 2);
    const tiles = sliceAtlas({ name: 'a', width: 4, height: 4, rgba }, 2, 2, 3);
    expect(tiles.length).toBe(3);
    expect([...tiles[1]!.rgba].filter((_, index) => index % 4 === 0)).toEqual([2, 3, 6, 7]);
    expect([...tiles[2]!.rgba].filter((_, index) => index % 4 === 0)).toEqual([8, 9, 12, 13]);
  });

  it('says when the atlas is too small', () => {
    expect(() =>
      sliceAtlas({ name: 'a', width: 4, height: 4, rgba: new Uint8ClampedArray(64) }, 2, 2, 5),
    ).toThrow('need 4x6');
  });
});

function fakeModel(name: string, nodeNames: readonly string[], shape: readonly (number | null)[]): Model {
  return {
    name,
    format: 'tfjs-graph',
    nodes: nodeNames.map((node, id) => ({
      id,
      name: node,
      op: 'identity' as const,
      attrs: {},
      inputs: [0],
      outputs: [id + 1],
      absorbed: [],
    })),
    tensors: [
      { id: 0, name: 'input', shape, dtype: 'float32', constant: false, producer: null, consumers: [] },
    ],
    inputs: [0],
    outputs: [1],
  };
}
