import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Dataset, Picture, Preprocess } from '../core/calibration/Dataset.ts';
import { hashDataset } from '../core/calibration/hashDataset.ts';
import { preprocessPicture } from '../core/calibration/preprocessPicture.ts';
import { hashModel } from '../core/formats/hashModel.ts';
import { readModel } from '../core/formats/readModel.ts';
import { foldModel } from '../core/model/foldModel.ts';
import type { Model, TensorId, Weights } from '../core/model/Model.ts';
import type { BackendName, BackendReport, DataRole, Engine, NamedArray } from '../core/ports.ts';
import { equalizeLayers } from '../core/quantize/equalizeLayers.ts';
import { histogram, valueRange } from '../core/quantize/histogram.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { BackendHost } from './backends.ts';
import { startBackend } from './backends.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import { currentNumerics } from './currentNumerics.ts';
import { decodePicture } from './decodePicture.ts';
import { asEngineError, EngineLostError } from './EngineLostError.ts';
import type { EvaluateRun } from './evaluateRun.ts';
import { evaluateRun } from './evaluateRun.ts';
import { FloatOutputs } from './FloatOutputs.ts';
import type { GraphRunner } from './GraphRunner.ts';
import { largestTensorBytes } from './largestTensorBytes.ts';
import type { MeasureRun } from './measureRun.ts';
import { measureRun } from './measureRun.ts';
import type { MemoryLimits } from './planMeasure.ts';
import { extent, previewPicture } from './previewPicture.ts';
import { propagateRun } from './propagateRun.ts';
import { createGraphRunner } from './runGraph.ts';
import { stepRun } from './stepRun.ts';

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

/** Data of one role, and what the float network makes of them. */
interface GivenData {
  readonly dataset: Dataset;
  floatOutputs: FloatOutputs;
  /** Made when it is first asked for. */
  hash?: string;
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
  const pictures: Record<DataRole, Picture[]> = { calibration: [], verification: [] };
  const data: Partial<Record<DataRole, GivenData>> = {};
  /** Of the calibration data through the float network, once they are asked for. */
  const ranges: CalibrationRanges = new Map();
  let run: MeasureRun | null = null;
  let evaluation: EvaluateRun | null = null;

  const give = (role: DataRole, dataset: Dataset): void => {
    data[role] = { dataset, floatOutputs: new FloatOutputs(dataset.count) };
    if (role === 'calibration') ranges.clear();
  };

  /** What was found with another model or on another backend holds no more. */
  const forget = (): void => {
    ranges.clear();
    for (const given of Object.values(data)) given.floatOutputs = new FloatOutputs(given.dataset.count);
  };

  const given = (role: DataRole): GivenData => {
    const known = data[role];
    if (known) return known;
    throw new Error(
      role === 'calibration'
        ? 'There are no calibration data; add images, an array, or synthetic data first.'
        : 'There are no verification data; add images or an array that calibration does not use.',
    );
  };

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
    forget();
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

  let last: Promise<unknown> = Promise.resolve();
  /** One call after another; whatever goes wrong below comes out as one clear error. */
  const inTurn = <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => {
      const turn = last.then(async () => {
        failIfLost();
        try {
          const result = await work(...args);
          failIfLost();
          return result;
        } catch (error) {
          failIfLost();
          throw asEngineError(error);
        }
      });
      last = turn.catch(() => undefined);
      return turn;
    };
  };

  const failIfLost = (): void => {
    if (lost === null) return;
    throw new EngineLostError(
      `The engine stopped because ${lost}. Restart it with a smaller batch or another backend.`,
    );
  };

  const pictureAt = (index: number): Picture => {
    const picture = pictures.calibration[index];
    if (!picture)
      throw new Error(`There is no picture ${index + 1}; ${pictures.calibration.length} are loaded.`);
    return picture;
  };

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
      const { model } = opened();
      const given = inputTensors(model, inputs);
      try {
        const wanted = outputs ? outputs.map((name) => tensorNamed(model, name)) : model.outputs;
        const made = graph.run(given, [...new Set(wanted)]);
        try {
          return await Promise.all(wanted.map((id) => toArray(model, id, made.get(id)!)));
        } finally {
          tf.dispose([...made.values()]);
        }
      } finally {
        tf.dispose(given);
      }
    }),

    setPictures: inTurn(async (list: readonly Picture[], role: DataRole = 'calibration') => {
      pictures[role] = [...list];
    }),

    addImage: inTurn(async (name: string, bytes: Uint8Array, role: DataRole = 'calibration') => {
      const picture = await decodePicture(name, bytes);
      pictures[role].push(picture);
      return { width: picture.width, height: picture.height };
    }),

    preview: inTurn(async (index, preprocess) =>
      previewPicture(preprocessPicture(pictureAt(index), preprocess), preprocess),
    ),

    preprocess: inTurn(async (preprocess: Preprocess, name: string, role: DataRole = 'calibration') => {
      const list = pictures[role];
      if (list.length === 0) throw new Error('There are no pictures to preprocess; add some first.');
      const shape = sampleShape(preprocess);
      const size = shape.reduce((n, d) => n * d, 1);
      const values = new Float32Array(list.length * size);
      list.forEach((picture, i) => {
        values.set(preprocessPicture(picture, preprocess), i * size);
      });
      give(role, { name, kind: 'images', count: list.length, shape, values });
      return { count: list.length, shape, ...extent(values) };
    }),

    setDataset: inTurn(async (dataset: Dataset, role: DataRole = 'calibration') => {
      const size = dataset.shape.reduce((n, d) => n * d, 1);
      if (dataset.count < 1 || dataset.values.length !== dataset.count * size) {
        throw new Error(
          `The data "${dataset.name}" hold ${dataset.values.length} values; ${dataset.count} samples of [${dataset.shape.join(', ')}] need ${dataset.count * size}.`,
        );
      }
      give(role, dataset);
    }),

    dataHash: inTurn(async (role: DataRole = 'calibration') => {
      const known = given(role);
      known.hash ??= hashDataset(known.dataset);
      return known.hash;
    }),

    beginMeasure: inTurn(async (request) => {
      await endRuns();
      const which = openedFor(request.quantizer);
      const graph = await ready(which);
      const { dataset } = given('calibration');
      const context = {
        ...which,
        runner: graph,
        numerics: currentNumerics(),
        dataset,
        ranges,
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
      const { dataset: calibration } = given('calibration');
      evaluation = evaluateRun(
        {
          ...which,
          runner: graph,
          numerics: currentNumerics(),
          calibration,
          ...given(request.data),
          ranges,
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
      const data = node?.inputs[1] === undefined ? undefined : weights.get(node.inputs[1]);
      if (!data) throw new Error(`The model has no layer "${layer}" with weights.`);
      const values = Float32Array.from(data.values);
      return histogram(values, valueRange(values), bins);
    }),

    memory: inTurn(async () => {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, bytes: numBytes };
    }),
  };
}

function sampleShape(p: Preprocess): number[] {
  const channels = p.channels === 'gray' ? 1 : 3;
  return p.layout === 'NCHW' ? [channels, p.height, p.width] : [p.height, p.width, channels];
}

/** Inputs by name; a single input may have any name. */
function inputTensors(model: Model, inputs: readonly NamedArray[]): Tensor[] {
  const arrays = model.inputs.map((id) => {
    const { name } = model.tensors[id]!;
    const array = inputs.find((a) => a.name === name) ?? (model.inputs.length === 1 ? inputs[0] : undefined);
    if (!array) throw new Error(`The input "${name}" is missing.`);
    return array;
  });
  return arrays.map((array, i) =>
    tf.tensor(array.values, [...array.shape], model.tensors[model.inputs[i]!]!.dtype),
  );
}

function tensorNamed(model: Model, name: string): TensorId {
  const tensor = model.tensors.find((t) => t.name === name && !t.constant);
  if (!tensor) throw new Error(`The model has no tensor "${name}" (folding may have merged it away).`);
  return tensor.id;
}

async function toArray(model: Model, id: TensorId, tensor: Tensor): Promise<NamedArray> {
  const values = await tensor.data();
  return {
    name: model.tensors[id]!.name,
    shape: tensor.shape,
    values: values instanceof Int32Array ? values : Float32Array.from(values as ArrayLike<number>),
  };
}
