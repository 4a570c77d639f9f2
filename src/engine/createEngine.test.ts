import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Picture, Preprocess } from '../core/calibration/Dataset.ts';
import { random } from '../core/calibration/random.ts';
import type { ModelFile } from '../core/formats/ModelFormat.ts';
import type { Engine, MeasureRequest } from '../core/ports.ts';
import { parsePair } from '../core/profile/Pair.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import { accumulateAqs } from '../core/sensitivity/accumulateAqs.ts';
import { measureModel } from '../core/sensitivity/measureModel.ts';
import { createEngine } from './createEngine.ts';

const folder = new URL('../../public/models/resnet20-cifar10/', import.meta.url);
const files: ModelFile[] = ['model.json', 'group1-shard1of1.bin'].map((path) => ({
  path,
  bytes: new Uint8Array(readFileSync(new URL(path, folder))),
}));

const preprocess: Preprocess = {
  height: 32,
  width: 32,
  fit: 'stretch',
  cropFraction: 1,
  channels: 'RGB',
  scale: 1 / 255,
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
  layout: 'NHWC',
};

function pictures(count: number): Picture[] {
  const next = random(3);
  return Array.from({ length: count }, (_, i) => ({
    name: `picture ${i}`,
    width: 32,
    height: 32,
    rgba: Uint8ClampedArray.from({ length: 32 * 32 * 4 }, () => next() * 256),
  }));
}

async function measureAll(engine: Engine, request: MeasureRequest): Promise<AqsTable> {
  let table: AqsTable = {};
  for await (const { measurement } of measureModel(engine, request, { now: () => 0 })) {
    if (measurement) table = accumulateAqs(table, measurement);
  }
  return table;
}

async function opened(backend: 'wasm' | 'cpu' = 'wasm') {
  const engine = createEngine();
  await engine.use(backend);
  const loaded = await engine.load(files);
  await engine.setPictures(pictures(4));
  await engine.preprocess(preprocess, 'noise');
  const layers = loaded.model.nodes
    .filter((node) => node.op === 'conv' || node.op === 'dense')
    .map((node) => node.name);
  const pairs = Object.fromEntries(layers.map((name) => [name, ['2/2', '8/8'].map(parsePair)]));
  return {
    engine,
    loaded,
    request: { operands: 'both', pairs, quantizer: defaultQuantizer } as const,
    layers,
  };
}

describe('createEngine', () => {
  it('reports what runs and why', async () => {
    const engine = createEngine();
    const report = await engine.use('wasm');
    expect(report).toMatchObject({ backend: 'wasm', why: 'WebAssembly was asked for.' });
    expect(report.detail).toMatch(/^WebAssembly, SIMD, 1 thread$/);
    expect(report.available.map((b) => b.backend)).toContain('cpu');
    expect(await engine.backends()).toEqual(report);
    const auto = await createEngine().use('auto');
    expect(auto.backend).toBe('wasm');
    expect(auto.why).toMatch(/^WebAssembly runs because .*WebGPU.*\.$/);
  });

  it('loads a model, folded, with the same hash however it is packed', async () => {
    const engine = createEngine();
    const loaded = await engine.load(files);
    expect(loaded.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(loaded.model.nodes.length).toBeLessThan(loaded.raw.nodes.length);
    expect(loaded.weightBytes).toBeGreaterThan(1e6);
    const inFolder = files.map(({ path, bytes }) => ({ path: `net/${path}`, bytes }));
    expect((await engine.load(inFolder)).sha256).toBe(loaded.sha256);
    const entries = Object.fromEntries(inFolder.map(({ path, bytes }) => [path, bytes]));
    const zip = [{ path: 'net.zip', bytes: zipSync(entries, { level: 0 }) }];
    expect((await engine.load(zip)).sha256).toBe(loaded.sha256);
    const [json, bin] = files as [ModelFile, ModelFile];
    const other = new Uint8Array(bin.bytes);
    other[1000]! ^= 1;
    expect((await engine.load([json, { ...bin, bytes: other }])).sha256).not.toBe(loaded.sha256);
  });

  it('keeps the open model when another cannot be read', async () => {
    const { engine } = await opened();
    await expect(
      engine.load([{ path: 'model.json', bytes: new TextEncoder().encode('{"a":1}') }]),
    ).rejects.toThrow();
    const [out] = await engine.run([{ name: 'x', shape: [1, 32, 32, 3], values: new Float32Array(3072) }]);
    expect(out!.shape).toEqual([1, 10]);
  });

  it('runs the network, and gives named tensors on request', async () => {
    const { engine, loaded, layers } = await opened();
    const input = { name: 'whatever', shape: [2, 32, 32, 3], values: new Float32Array(6144).fill(0.3) };
    const before = tf.memory().numTensors;
    const [out] = await engine.run([input]);
    expect(out!.shape).toEqual([2, 10]);
    expect(Array.from(out!.values).slice(0, 10)).toEqual(Array.from(out!.values).slice(10));
    const first = loaded.model.nodes.find((node) => node.name === layers[0])!;
    const name = loaded.model.tensors[first.outputs[0]!]!.name;
    const [hidden] = await engine.run([input], [name]);
    expect(hidden).toMatchObject({ name, shape: [2, 32, 32, 16] });
    await expect(engine.run([input], ['nowhere'])).rejects.toThrow('no tensor "nowhere"');
    await engine.load(files);
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
  });

  it('previews a picture as it was', async () => {
    const { engine } = await opened();
    const [picture] = pictures(1);
    for (const channels of ['RGB', 'BGR'] as const) {
      const preview = await engine.preview(0, { ...preprocess, channels });
      expect([preview.width, preview.height]).toEqual([32, 32]);
      const off = preview.rgba.map((v, i) => Math.abs(v - (i % 4 === 3 ? 255 : picture!.rgba[i]!)));
      expect(Math.max(...off)).toBeLessThanOrEqual(1);
    }
    await expect(engine.preview(9, preprocess)).rejects.toThrow('no picture 10');
  });

  it('measures every layer and leaves only the weights on the device', async () => {
    const { engine, request, layers } = await opened();
    const before = (await engine.memory()).tensors;
    const table = await measureAll(engine, request);
    const after = (await engine.memory()).tensors;
    expect(Object.keys(table)).toEqual(layers);
    for (const name of layers) {
      expect(table[name]!.images).toBe(4);
      expect(table[name]!.entries['8/8']!.nmse).toBeLessThan(table[name]!.entries['2/2']!.nmse);
      expect(table[name]!.entries['8/8']!.nmse).toBeGreaterThan(0);
    }
    await measureAll(engine, request);
    expect((await engine.memory()).tensors).toBe(after);
    await engine.load(files);
    expect((await engine.memory()).tensors).toBe(before);
  });

  it('keeps model and data when the backend is switched, and the numbers agree', async () => {
    const { engine, request, layers } = await opened();
    const few = {
      ...request,
      pairs: { [layers[1]!]: request.pairs[layers[1]!]!, [layers.at(-1)!]: request.pairs[layers.at(-1)!]! },
    };
    const wasm = await measureAll(engine, few);
    const report = await engine.use('cpu');
    expect(report.backend).toBe('cpu');
    const cpu = await measureAll(engine, few);
    for (const name of Object.keys(few.pairs)) {
      for (const key of ['2/2', '8/8']) {
        expect(cpu[name]!.entries[key]!.nmse / wasm[name]!.entries[key]!.nmse).toBeCloseTo(1, 3);
      }
    }
    await engine.use('wasm');
  });

  it('says what is missing', async () => {
    const engine = createEngine();
    await engine.use('wasm');
    await expect(engine.weightHistogram('conv', 8)).rejects.toThrow('open one first');
    await engine.load(files);
    await expect(
      engine.beginMeasure({ operands: 'both', pairs: {}, quantizer: defaultQuantizer }),
    ).rejects.toThrow('no calibration data');
    await expect(engine.stepMeasure()).rejects.toThrow('begin one first');
    await expect(engine.preprocess(preprocess, 'none')).rejects.toThrow('no pictures');
    await expect(engine.addImage('a.png', new Uint8Array(4))).rejects.toThrow(
      '"a.png" cannot be decoded here',
    );
    const data = {
      name: 'short',
      kind: 'array' as const,
      count: 2,
      shape: [32, 32, 3],
      values: new Float32Array(5),
    };
    await expect(engine.setDataset(data)).rejects.toThrow('hold 5 values');
  });

  it('counts weights', async () => {
    const { engine, layers } = await opened();
    const counts = await engine.weightHistogram(layers[0]!, 16);
    expect(counts.counts).toHaveLength(16);
    expect(counts.counts.reduce((n, c) => n + c, 0)).toBe(3 * 3 * 3 * 16);
    expect(counts.min).toBeLessThan(0);
  });
});
