import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { random } from '../core/calibration/random.ts';
import type { Layer } from '../core/model/Layer.ts';
import { listLayers } from '../core/model/listLayers.ts';
import type { ModelNode, TensorId } from '../core/model/Model.ts';
import { resolveShapes } from '../core/model/resolveShapes.ts';
import type { LayerMeasurement, MeasureRequest, MeasureStart, MeasureStep } from '../core/ports.ts';
import { pairKey } from '../core/profile/Pair.ts';
import { widthsOf } from '../core/quantize/Widths.ts';
import { outputProbes } from '../core/sensitivity/outputProbes.ts';
import { logitsOf, type OutputHead, outputHeads } from '../core/verify/OutputHead.ts';
import { nodeGradients } from './backward/nodeGradients.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import type { Walk } from './GraphRunner.ts';
import { gatherRanges } from './gatherRanges.ts';
import { inputBatch } from './inputBatch.ts';
import { batchesFrom, type MeasureContext, type MeasureRun } from './measureRun.ts';
import { largestBatch, measureSize, planBatches } from './planMeasure.ts';
import { quantizedLayers } from './quantizedLayers.ts';

/** One node of a pass whose activations are all kept. */
interface Passed {
  readonly node: ModelNode;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly Tensor[];
}

/** A step that takes longer than this comes back unfinished, so that the caller can show progress and cancel. */
const stepMs = 400;
/** Images at once, at most: all activations of a batch are kept until the way back. */
const mostImages = 16;

/**
 * Measures AQS together with how far each error reaches the network's output. Per batch: forward once, keeping every
 * activation; then back from a few directions of the output (`outputProbes`), node by node. Where the way back passes a
 * layer, its output is compared at every pair with the float one, as local AQS is, and the difference is multiplied with the
 * gradients that have just arrived: sum over directions of (g . error)^2 is the damage to second order. One forward and one
 * way back price every pair of every layer. Throws a NoDerivativeError where some op has no derivative.
 */
export function propagateRun(
  context: MeasureContext & { readonly ranges: CalibrationRanges },
  request: MeasureRequest & { readonly probes: number },
): MeasureRun {
  const { model, weights, runner, numerics, dataset, ranges } = context;
  if (model.inputs.length !== 1) {
    throw new Error(
      `The model has ${model.inputs.length} inputs; calibration data can feed a model with one.`,
    );
  }
  const fixed = model.tensors[model.inputs[0]!]!.shape[0] ?? 1;
  const shapes = resolveShapes(model, [[fixed, ...dataset.shape]]);
  const layers = listLayers(model, shapes);
  const unknown = Object.keys(request.pairs).find((name) => !layers.some((layer) => layer.name === name));
  if (unknown !== undefined) throw new Error(`The model has no layer "${unknown}".`);
  const wanted = layers.filter((layer) => (request.pairs[layer.name]?.length ?? 0) > 0);
  const heads = outputHeads(model, shapes);
  const bytes = (id: TensorId): number => shapes.shape(id).reduce((n, d) => n * d, 4);
  const activations = model.tensors.reduce((n, t) => n + (t.constant ? 0 : bytes(t.id)), 0);
  const size = measureSize(model, shapes, wanted, request.pairs);
  const plan = planBatches(
    { ...size, imageBytes: activations + (2 * request.probes + 3) * size.tensorBytes },
    dataset.count,
    context.limits,
    Math.min(request.batchSize ?? mostImages, mostImages, largestBatch(model, dataset.shape, dataset.count)),
  );
  const byNode = new Map(wanted.map((layer) => [layer.node, layer]));
  const reached = tensorsBehind(model.nodes, new Set(wanted.map((layer) => layer.node)));
  const quantized = quantizedLayers(runner, numerics, layers, weights, ranges, request.quantizer);
  const next = random(1);
  const total = wanted.length * plan.batches;
  const macs = layers.reduce((n, layer) => n + layer.macs, 0);
  const measureMacs = wanted.reduce((n, layer) => n + layer.macs * request.pairs[layer.name]!.length, 0);
  const gather = ranges.size > 0 ? 0 : macs;
  const allWork = dataset.count * (gather + macs * (1 + request.probes) + measureMacs);
  let workDone = 0;
  let done = 0;
  let held: Tensor[] = [];
  let walk: Walk | null = null;
  let gradients = new Map<TensorId, Tensor[]>();
  const steps = work();

  const hold = <T extends Tensor>(x: T): T => {
    held.push(x);
    return x;
  };

  const close = (): void => {
    walk?.dispose();
    walk = null;
    for (const list of gradients.values()) tf.dispose(list);
    gradients = new Map();
    tf.dispose(held);
    held = [];
  };

  const inputOf = (first: number, images: number): Tensor => hold(inputBatch(model, dataset, first, images));

  /** Forward, keeping everything. */
  async function* forward(first: number, images: number, passed: Passed[]): AsyncGenerator<undefined> {
    const x = inputOf(first, images);
    const kept = new Map<TensorId, Tensor>(model.inputs.map((id) => [id, x]));
    walk = runner.start([x]);
    for (let ran = walk.next(); ran; ran = walk.next()) {
      const { node, inputs, outputs } = ran;
      node.outputs.forEach((id, i) => {
        // Shares the values: on WebAssembly a clone copies them, a reshape does not.
        kept.set(id, hold(tf.reshape(outputs[i]!, outputs[i]!.shape)));
      });
      passed.push({
        node,
        inputs: node.inputs.map((id, i) => kept.get(id) ?? (inputs[i] && runner.constant(id))),
        outputs: node.outputs.map((id) => kept.get(id)!),
      });
      workDone += (byNode.get(node.id)?.macs ?? 0) * images;
      yield;
    }
    await probeOutputs(kept, images);
  }

  /** Where the way back begins: the directions of every output. */
  async function probeOutputs(kept: ReadonlyMap<TensorId, Tensor>, images: number): Promise<void> {
    for (const head of heads) {
      const { tensor, kind } = startOf(head);
      const output = kept.get(tensor);
      if (!output) continue;
      const values = await output.data();
      const of = output.size / images;
      const seeds = Array.from({ length: request.probes }, () => new Float32Array(output.size));
      for (let image = 0; image < images; image++) {
        const row = values.subarray(image * of, (image + 1) * of);
        outputProbes(kind, row, request.probes, next).forEach((probe, s) => {
          seeds[s]!.set(probe, image * of);
        });
      }
      addGradient(
        tensor,
        seeds.map((seed) => tf.tensor(seed, output.shape)),
      );
    }
  }

  function startOf(head: OutputHead): { tensor: TensorId; kind: 'kl' | 'nmse' } {
    return head.kind === 'classes'
      ? { tensor: logitsOf(model, head), kind: 'kl' }
      : { tensor: head.tensor, kind: 'nmse' };
  }

  function addGradient(tensor: TensorId, parts: Tensor[]): void {
    const before = gradients.get(tensor);
    if (!before) {
      gradients.set(tensor, parts);
      return;
    }
    gradients.set(
      tensor,
      before.map((g, s) => tf.add(g, parts[s]!)),
    );
    tf.dispose([...before, ...parts]);
  }

  /** One node on the way back; its outputs' gradients are taken, its inputs' made. */
  function backward(pass: Walk, { node, inputs, outputs }: Passed): void {
    const facts = node.inputs.map((id) => pass.shapes.fact(id));
    node.outputs.forEach((id, output) => {
      const dys = gradients.get(id);
      if (!dys) return;
      gradients.delete(id);
      const wantsMore = node.inputs.some((input) => reached.has(input));
      const given = {
        count: inputs.length,
        tensor: (i: number) => inputs[i] ?? runner.constant(node.inputs[i]!),
        fact: (i: number) => facts[i]!,
        facts,
        outputs: node.outputs.map((o) => pass.shapes.fact(o)),
        y: outputs[output]!,
      };
      const linear = (): Tensor => runner.runLinear(node, given)[output]!;
      let made: readonly (readonly (Tensor | null)[])[];
      try {
        made = wantsMore ? nodeGradients(node, given, dys, linear) : [];
      } finally {
        tf.dispose(dys);
      }
      node.inputs.forEach((input, i) => {
        const parts = made.flatMap((list) => list[i] ?? []);
        if (parts.length === 0) return;
        if (reached.has(input)) addGradient(input, parts);
        else tf.dispose(parts);
      });
    });
  }

  async function* measure(
    layer: Layer,
    { node, inputs, outputs }: Passed,
    first: number,
    images: number,
  ): AsyncGenerator<undefined, LayerMeasurement> {
    const pairs = request.pairs[layer.name]!;
    const [x, filter] = inputs;
    const reference = outputs[0]!;
    const elements = reference.size / images;
    const directions = gradients.get(node.outputs[0]!) ?? [];
    const sums = numerics.errorSums(reference, images);
    const reaches: Tensor[] = [];
    let values: Float64Array;
    const damage = new Float64Array(pairs.length * images);
    // [images, elements, probes], so that one product per pair gives all reaches.
    const stacked =
      directions.length > 0
        ? tf.tidy(() =>
            tf.stack(
              directions.map((g) => tf.reshape(g, [images, elements])),
              1,
            ),
          )
        : null;
    try {
      for (const pair of pairs) {
        const y = quantized.override({ [layer.name]: widthsOf(pair, request.operands) })(node, x!, filter!);
        sums.add(y ?? reference);
        if (y && stacked) {
          reaches.push(
            tf.tidy(() =>
              tf.matMul(tf.reshape(tf.sub(reference, y), [images, 1, elements]), stacked, false, true),
            ),
          );
        } else {
          reaches.push(tf.zeros([images, 1, Math.max(1, directions.length)]));
        }
        y?.dispose();
        workDone += layer.macs * images;
        yield;
      }
      values = await sums.finish();
      for (const [p, reach] of reaches.entries()) {
        const found = await reach.data();
        const probes = found.length / images;
        for (let image = 0; image < images; image++) {
          for (let s = 0; s < probes; s++) damage[p * images + image]! += found[image * probes + s]! ** 2;
        }
      }
    } finally {
      sums.dispose();
      tf.dispose(reaches);
      stacked?.dispose();
    }
    const range = ranges.get(layer.inputTensor)!;
    return {
      layer: layer.name,
      first,
      images,
      pairs: pairs.map(pairKey),
      values,
      damage,
      elements,
      inputHistogram: { min: range.min, max: range.max, counts: range.counts },
    };
  }

  async function* work(): AsyncGenerator<LayerMeasurement | undefined, void> {
    const batches = batchesFrom(0, dataset.count, plan.batchSize, []);
    const open = (first: number, images: number): Walk => {
      walk = runner.start([inputOf(first, images)]);
      return walk;
    };
    for await (const ran of gatherRanges(ranges, numerics, layers, batches, { open, close })) {
      workDone += ran;
      yield;
    }
    for (let first = 0; first < dataset.count; first += plan.batchSize) {
      const images = Math.min(plan.batchSize, dataset.count - first);
      const passed: Passed[] = [];
      yield* forward(first, images, passed);
      const pass = walk!;
      for (const one of passed.reverse()) {
        const layer = byNode.get(one.node.id);
        if (layer) {
          const pairs = measure(layer, one, first, images);
          let step = await pairs.next();
          while (!step.done) {
            yield;
            step = await pairs.next();
          }
          done++;
          yield step.value;
        }
        backward(pass, one);
        workDone += (byNode.get(one.node.id)?.macs ?? 0) * images * request.probes;
        yield;
      }
      close();
    }
  }

  const step = async (): Promise<MeasureStep> => {
    const started = context.now();
    for (;;) {
      const { done: over, value } = await steps.next();
      const finished = over === true || done >= total;
      if (!finished && value === undefined && context.now() - started < stepMs) continue;
      return {
        done: over ? total : done,
        total,
        fraction: finished ? 1 : Math.min(1, workDone / Math.max(1, allWork)),
        ...(value ? { measurement: value } : {}),
      };
    }
  };

  return {
    start: { steps: wanted.length === 0 ? 0 : total, ...plan } satisfies MeasureStart,
    step,
    end: async () => {
      await steps.return();
      close();
      quantized.dispose();
    },
  };
}

/** The tensors through which an error of some layer can pass: outputs of these nodes and all that follows from them. */
function tensorsBehind(nodes: readonly ModelNode[], sources: ReadonlySet<number>): ReadonlySet<TensorId> {
  const behind = new Set<TensorId>();
  for (const node of nodes) {
    if (!sources.has(node.id) && !node.inputs.some((id) => behind.has(id))) continue;
    for (const id of node.outputs) behind.add(id);
  }
  return behind;
}
