import * as tf from '@tensorflow/tfjs-core';
import type { Dataset, Picture, Preprocess } from '../core/calibration/Dataset.ts';
import { preprocessPicture } from '../core/calibration/preprocessPicture.ts';
import { hashModel } from '../core/formats/hashModel.ts';
import { readModel } from '../core/formats/readModel.ts';
import { foldModel } from '../core/model/foldModel.ts';
import type { Model, Weights } from '../core/model/Model.ts';
import type { BackendName, BackendReport, DataRole, Engine } from '../core/ports.ts';
import { equalizeLayers } from '../core/quantize/equalizeLayers.ts';
import { histogram, valueRange } from '../core/quantize/histogram.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { BackendHost } from './backends.ts';
import { startBackend } from './backends.ts';
import { currentNumerics } from './currentNumerics.ts';
import { decodePicture } from './decodePicture.ts';
import { EngineData } from './EngineData.ts';
import { EngineLostError } from './EngineLostError.ts';
import type { EvaluateRun } from './evaluateRun.ts';
import { evaluateRun } from './evaluateRun.ts';
import type { GraphRunner } from './GraphRunner.ts';
import { largestTensorBytes } from './largestTensorBytes.ts';
import { measureRun } from './measureRun.ts';
import type { MeasureRun } from './measuringRun.ts';
import type { MemoryLimits } from './planMeasure.ts';
import { extent, previewPicture } from './previewPicture.ts';
import { propagateRun } from './propagateRun.ts';
import { runArrays } from './runArrays.ts';
import { createGraphRunner } from './runGraph.ts';
import { stepRun } from './stepRun.ts';
import { takeTurns } from './takeTurns.ts';

export interface EngineOptions extends Omit<BackendHost, 'onLost'> {
  /**
   * Device memory that a measurement may plan for. By default 1.5 GB: WebAssembly's heap ends at 4 GB and never shrinks, and
   * the estimate leaves out the kernels' own workspace.
   */
  readonly memoryLimitBytes?: number;
}

const defaultMemoryLimit = 1.5e9;

interface Opened {
  readonly model: Model;
  readonly weights: Weights;
}

/**
 * The engine on TensorFlow.js. One model and one dataset at a time; they stay on the host, so that a change of backend keeps
 * them. Calls are taken one after another. The backend starts with the first call that needs it (`auto`), or with `use`.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  let report: BackendReport | null = null;
  let lost: string | null = null;
  let loaded: Opened | null = null;
  /** The same with weights rescaled across layers, once a quantizer asks for it. */
  let equalized: Opened | null = null;
  let runner: GraphRunner | null = null;
  /** Whose weights the runner has. */
  let running: Opened | null = null;
  const data = new EngineData();
  let run: MeasureRun | null = null;
  let evaluation: EvaluateRun | null = null;

  const limits = (): MemoryLimits => ({
    totalBytes: options.memoryLimitBytes ?? defaultMemoryLimit,
    tensorBytes: largestTensorBytes(),
  });

  const startOn = async (backend: BackendName | 'auto'): Promise<BackendReport> => {
    await release();
    const host: BackendHost = { ...options, onLost: (reason) => (lost ??= reason) };
    report = await startBackend(backend, host);
    return report;
  };

  /** Gives back all that lies on the device. */
  const release = async (): Promise<void> => {
    await endRuns();
    data.forget();
    runner?.dispose();
    runner = null;
    running = null;
  };

  const endRuns = async (): Promise<void> => {
    await run?.end();
    run = null;
    await evaluation?.end();
    evaluation = null;
  };

  /** The runner on these weights. Those on the device before, and what was found with them, go when they are others. */
  const ready = async (which = opened()): Promise<GraphRunner> => {
    if (!report) await startOn('auto');
    if (runner && running !== which) await release();
    runner ??= createGraphRunner(which.model, which.weights);
    running = which;
    return runner;
  };

  const opened = (): Opened => {
    if (!loaded) throw new Error('No model is open; open one first.');
    return loaded;
  };

  /** The model as a quantizer wants it. */
  const openedFor = ({ equalize }: Pick<QuantizerSettings, 'equalize'>): Opened => {
    const { model, weights } = opened();
    if (!equalize) return opened();
    equalized ??= { model, weights: equalizeLayers(model, weights).weights };
    return equalized;
  };

  const failIfLost = (): void => {
    if (lost === null) return;
    throw new EngineLostError(
      `The engine stopped because ${lost}. Restart it with a smaller batch or another backend.`,
    );
  };

  const inTurn = takeTurns(failIfLost);

  return {
    backends: inTurn(async () => report ?? startOn('auto')),

    use: inTurn(startOn),

    load: inTurn(async (files) => {
      const read = readModel(files);
      const folded = foldModel(read.model, read.weights);
      await release();
      loaded = folded;
      equalized = null;
      let weightBytes = 0;
      for (const { values } of folded.weights.values()) weightBytes += values.byteLength;
      return { raw: read.model, model: folded.model, sha256: hashModel(read.files, read.main), weightBytes };
    }),

    run: inTurn(async (inputs, outputs) => {
      const graph = await ready();
      return runArrays(opened().model, graph, inputs, outputs);
    }),

    setPictures: inTurn(async (list: readonly Picture[], role: DataRole = 'calibration') => {
      data.setPictures(role, list);
    }),

    addImage: inTurn(async (name: string, bytes: Uint8Array, role: DataRole = 'calibration') => {
      const picture = await decodePicture(name, bytes);
      data.addPicture(role, picture);
      return { width: picture.width, height: picture.height };
    }),

    preview: inTurn(async (index, preprocess) =>
      previewPicture(preprocessPicture(data.pictureAt(index), preprocess), preprocess),
    ),

    preprocess: inTurn(async (preprocess: Preprocess, name: string, role: DataRole = 'calibration') => {
      const { count, shape, values } = data.preprocess(role, preprocess, name);
      return { count, shape, ...extent(values) };
    }),

    setDataset: inTurn(async (dataset: Dataset, role: DataRole = 'calibration') => data.give(role, dataset)),

    dataHash: inTurn(async (role: DataRole = 'calibration') => data.hash(role)),

    beginMeasure: inTurn(async (request) => {
      await endRuns();
      const which = openedFor(request.quantizer);
      const graph = await ready(which);
      const { dataset } = data.of('calibration');
      const context = {
        ...which,
        runner: graph,
        numerics: currentNumerics(),
        dataset,
        ranges: data.ranges,
        limits: limits(),
        now: () => performance.now(),
      };
      const { probes = 0, steps } = request;
      if (steps) run = stepRun(context, { ...request, steps });
      else if (probes > 0) run = propagateRun(context, { ...request, probes });
      else run = measureRun(context, request);
      return run.start;
    }),

    stepMeasure: inTurn(async () => {
      if (!run) throw new Error('No measurement is under way; begin one first.');
      return run.step();
    }),

    endMeasure: inTurn(async () => {
      await run?.end();
      run = null;
    }),

    beginEvaluate: inTurn(async (request) => {
      await endRuns();
      const which = openedFor(request.quantizer);
      const graph = await ready(which);
      const { dataset: calibration } = data.of('calibration');
      evaluation = evaluateRun(
        {
          ...which,
          runner: graph,
          numerics: currentNumerics(),
          calibration,
          ...data.of(request.data),
          ranges: data.ranges,
          limits: limits(),
          now: () => performance.now(),
        },
        request,
      );
      return evaluation.start;
    }),

    stepEvaluate: inTurn(async () => {
      if (!evaluation) throw new Error('No evaluation is under way; begin one first.');
      return evaluation.step();
    }),

    endEvaluate: inTurn(async () => {
      await evaluation?.end();
      evaluation = null;
    }),

    weightHistogram: inTurn(async (layer, bins, equalize = false) => {
      const { model, weights } = openedFor({ equalize });
      const node = model.nodes.find((n) => n.name === layer);
      const filter = node?.inputs[1] === undefined ? undefined : weights.get(node.inputs[1]);
      if (!filter) throw new Error(`The model has no layer "${layer}" with weights.`);
      const values = Float32Array.from(filter.values);
      return histogram(values, valueRange(values), bins);
    }),

    memory: inTurn(async () => {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, bytes: numBytes };
    }),
  };
}
