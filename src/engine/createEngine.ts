import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Dataset, Picture, Preprocess } from '../core/calibration/Dataset.ts';
import { preprocessPicture } from '../core/calibration/preprocessPicture.ts';
import { hashModel } from '../core/formats/hashModel.ts';
import { readModel } from '../core/formats/readModel.ts';
import { foldModel } from '../core/model/foldModel.ts';
import type { Model, TensorId, Weights } from '../core/model/Model.ts';
import type { BackendName, BackendReport, Engine, NamedArray } from '../core/ports.ts';
import { histogram, valueRange } from '../core/quantize/histogram.ts';
import type { BackendHost } from './backends.ts';
import { startBackend } from './backends.ts';
import { currentNumerics } from './currentNumerics.ts';
import { decodePicture } from './decodePicture.ts';
import { asEngineError, EngineLostError } from './EngineLostError.ts';
import type { GraphRunner } from './GraphRunner.ts';
import { largestTensorBytes } from './largestTensorBytes.ts';
import type { MeasureRun } from './measureRun.ts';
import { measureRun } from './measureRun.ts';
import { extent, previewPicture } from './previewPicture.ts';
import { createGraphRunner } from './runGraph.ts';

export interface EngineOptions extends Omit<BackendHost, 'onLost'> {
  /**
   * Device memory that a measurement may plan for. By default 1.5 GB: WebAssembly's heap ends at 4 GB and never shrinks, and
   * the estimate leaves out the kernels' own workspace.
   */
  readonly memoryLimitBytes?: number;
}

const defaultMemoryLimit = 1.5e9;

/**
 * The engine on TensorFlow.js. One model and one dataset at a time; they stay on the host, so that a change of backend keeps
 * them. Calls are taken one after another. The backend starts with the first call that needs it (`auto`), or with `use`.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  let report: BackendReport | null = null;
  let lost: string | null = null;
  let loaded: { readonly model: Model; readonly weights: Weights } | null = null;
  let runner: GraphRunner | null = null;
  let pictures: Picture[] = [];
  let dataset: Dataset | null = null;
  let run: MeasureRun | null = null;

  const startOn = async (backend: BackendName | 'auto'): Promise<BackendReport> => {
    await release();
    const host: BackendHost = { ...options, onLost: (reason) => (lost ??= reason) };
    report = await startBackend(backend, host);
    return report;
  };

  /** Gives back all that lies on the device. */
  const release = async (): Promise<void> => {
    await run?.end();
    run = null;
    runner?.dispose();
    runner = null;
  };

  const ready = async (): Promise<GraphRunner> => {
    if (!report) await startOn('auto');
    const { model, weights } = opened();
    runner ??= createGraphRunner(model, weights);
    return runner;
  };

  const opened = () => {
    if (!loaded) throw new Error('No model is open; open one first.');
    return loaded;
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
    const picture = pictures[index];
    if (!picture) throw new Error(`There is no picture ${index + 1}; ${pictures.length} are loaded.`);
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

    setPictures: inTurn(async (list) => {
      pictures = [...list];
    }),

    addImage: inTurn(async (name, bytes) => {
      const picture = await decodePicture(name, bytes);
      pictures.push(picture);
      return { width: picture.width, height: picture.height };
    }),

    preview: inTurn(async (index, preprocess) =>
      previewPicture(preprocessPicture(pictureAt(index), preprocess), preprocess),
    ),

    preprocess: inTurn(async (preprocess, name) => {
      if (pictures.length === 0) throw new Error('There are no pictures to preprocess; add some first.');
      const shape = sampleShape(preprocess);
      const size = shape.reduce((n, d) => n * d, 1);
      const values = new Float32Array(pictures.length * size);
      pictures.forEach((picture, i) => {
        values.set(preprocessPicture(picture, preprocess), i * size);
      });
      dataset = { name, kind: 'images', count: pictures.length, shape, values };
      return { count: pictures.length, shape, ...extent(values) };
    }),

    setDataset: inTurn(async (data) => {
      const size = data.shape.reduce((n, d) => n * d, 1);
      if (data.count < 1 || data.values.length !== data.count * size) {
        throw new Error(
          `The data "${data.name}" hold ${data.values.length} values; ${data.count} samples of [${data.shape.join(', ')}] need ${data.count * size}.`,
        );
      }
      dataset = data;
    }),

    beginMeasure: inTurn(async (request) => {
      await run?.end();
      run = null;
      const graph = await ready();
      if (!dataset)
        throw new Error('There are no calibration data; add images, an array, or synthetic data first.');
      run = measureRun(
        {
          ...opened(),
          runner: graph,
          numerics: currentNumerics(),
          dataset,
          limits: {
            totalBytes: options.memoryLimitBytes ?? defaultMemoryLimit,
            tensorBytes: largestTensorBytes(),
          },
          now: () => performance.now(),
        },
        request,
      );
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

    weightHistogram: inTurn(async (layer, bins) => {
      const { model, weights } = opened();
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
