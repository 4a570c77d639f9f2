import { transfer } from 'comlink';
import type { Engine } from '../core/ports.ts';
import { EngineLostError } from '../engine/EngineLostError.ts';
import { linkWorker, type WorkerLink } from './WorkerLink.ts';

/** An engine in a worker of its own, that can be made anew. */
export interface EngineConnection extends Engine {
  /** Ends the worker, rejecting what waits for it; the next call starts an empty one. */
  restart(): Promise<void>;
}

function openEngineWorker(): WorkerLink<Engine> {
  return linkWorker(
    new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' }),
  );
}

/**
 * Starts the engine's worker with the first call. When the worker dies, everything that waits for it is rejected with an
 * EngineLostError, and the next call starts a new worker, which knows no model and no data.
 * Bytes, pictures and data sets are transferred: the caller's arrays are empty afterwards.
 */
export function connectEngine(open: () => WorkerLink<Engine> = openEngineWorker): EngineConnection {
  let link: WorkerLink<Engine> | null = null;

  const current = (): WorkerLink<Engine> => {
    if (link) return link;
    const opened = open();
    opened.lost.catch(() => {
      if (link === opened) link = null;
    });
    link = opened;
    return opened;
  };

  const call = async <T>(ask: (engine: WorkerLink<Engine>['remote']) => Promise<T>): Promise<T> => {
    const { remote, lost } = current();
    const gone = lost.catch((reason: Error) => {
      throw reason instanceof EngineLostError ? reason : new EngineLostError(reason.message);
    });
    return Promise.race([ask(remote), gone]);
  };

  return {
    restart: async () => {
      link?.end(new EngineLostError('The engine was started anew.'));
      link = null;
    },
    backends: () => call((engine) => engine.backends()),
    use: (backend) => call((engine) => engine.use(backend)),
    load: (files) =>
      call((engine) =>
        engine.load(
          moved(
            files,
            files.map((file) => file.bytes),
          ),
        ),
      ),
    run: (inputs, outputs) => call((engine) => engine.run(inputs, outputs)),
    setPictures: (pictures, role) =>
      call((engine) =>
        engine.setPictures(
          moved(
            pictures,
            pictures.map((picture) => picture.rgba),
          ),
          role,
        ),
      ),
    addImage: (name, bytes, role) => call((engine) => engine.addImage(name, moved(bytes, [bytes]), role)),
    preview: (index, preprocess) => call((engine) => engine.preview(index, preprocess)),
    preprocess: (preprocess, name, role) => call((engine) => engine.preprocess(preprocess, name, role)),
    setDataset: (dataset, role) =>
      call((engine) => engine.setDataset(moved(dataset, [dataset.values]), role)),
    dataHash: (role) => call((engine) => engine.dataHash(role)),
    beginMeasure: (request) => call((engine) => engine.beginMeasure(request)),
    stepMeasure: () => call((engine) => engine.stepMeasure()),
    endMeasure: () => call((engine) => engine.endMeasure()),
    beginEvaluate: (request) => call((engine) => engine.beginEvaluate(request)),
    stepEvaluate: () => call((engine) => engine.stepEvaluate()),
    endEvaluate: () => call((engine) => engine.endEvaluate()),
    weightHistogram: (layer, bins, equalize) =>
      call((engine) => engine.weightHistogram(layer, bins, equalize)),
    memory: () => call((engine) => engine.memory()),
  };
}

/** Sends a value by moving the buffers below it; views that share one buffer move it once. */
function moved<T>(value: T, views: readonly ArrayBufferView[]): T {
  const buffers = new Set(views.map((view) => view.buffer).filter((buffer) => buffer instanceof ArrayBuffer));
  return transfer(value, [...buffers]);
}
