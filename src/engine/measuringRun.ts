import type { Dataset } from '../core/calibration/Dataset.ts';
import type { Model, Weights } from '../core/model/Model.ts';
import type { MeasureStart, MeasureStep } from '../core/ports.ts';
import type { GraphRunner } from './GraphRunner.ts';
import type { Numerics } from './Numerics.ts';
import type { MemoryLimits } from './planMeasure.ts';
import { shortStep, type Work } from './shortStep.ts';

export interface MeasureContext {
  readonly model: Model;
  readonly weights: Weights;
  readonly runner: GraphRunner;
  readonly numerics: Numerics;
  readonly dataset: Dataset;
  readonly limits: MemoryLimits;
  /** Milliseconds; only to keep steps short. */
  readonly now: () => number;
}

export interface MeasureRun {
  readonly start: MeasureStart;
  step(): Promise<MeasureStep>;
  /** Disposes what the run still holds; may be called at any time. */
  end(): Promise<void>;
}

/** One layer is through on one batch; without a measurement where only ranges were wanted, or nothing any more. */
export type LayerDone = Pick<MeasureStep, 'measurement'>;

/**
 * A measurement from its work: counts layers done and multiply-accumulates run. The work goes on as long as `step` is called.
 * @param macs of all the work, and of one plain forward pass of all images @param dispose gives back what the work holds when it stops half-way
 */
export function measuringRun(
  start: MeasureStart,
  macs: { readonly work: number; readonly pass: number },
  work: Work<LayerDone>,
  now: () => number,
  dispose: () => void,
): MeasureRun {
  const total = start.steps;
  let done = 0;
  let run = 0;
  return {
    start,
    step: async () => {
      const step = await shortStep(work, now);
      run += step.macs;
      if (step.result) done++;
      const ended = step.over || done >= total;
      return {
        done: ended ? total : done,
        total,
        fraction: ended ? 1 : Math.min(1, run / Math.max(1, macs.work)),
        passes: run / Math.max(1, macs.pass),
        ...step.result,
      };
    },
    end: async () => {
      await work.return();
      dispose();
    },
  };
}
