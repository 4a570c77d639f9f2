import type { AqsShelf } from '../core/kept/measureKept.ts';
import type { Layer } from '../core/model/Layer.ts';
import type { Engine, MeasureRequest } from '../core/ports.ts';
import type { AqsTable, Distance } from '../core/sensitivity/AqsTable.ts';
import { measureEndToEnd, measureInjections, type ReachProgress } from '../core/sensitivity/measureReach.ts';
import { defaultProbes, propagatedScores } from '../core/sensitivity/propagatedScores.ts';
import { type Repair, repairMonotone } from '../core/sensitivity/repairMonotone.ts';
import { withEndToEnd, withInjection } from '../core/sensitivity/withReach.ts';
import { breathe } from './breathe.ts';
import { measureTable } from './measureTable.ts';
import { printProgress } from './printProgress.ts';
import { untilInterrupt } from './untilInterrupt.ts';

/** What `--score` takes. */
export const scoreKinds = ['propagated', 'end-to-end', 'local', 'step'] as const;
export type ScoreKind = (typeof scoreKinds)[number];

const distanceOf: Readonly<Record<ScoreKind, Distance>> = {
  propagated: 'propagated',
  'end-to-end': 'endToEnd',
  local: 'nmse',
  // Steps are a table of their own; the solver's stays local.
  step: 'nmse',
};

export interface Scored {
  /** Scored, then made monotone. */
  readonly table: AqsTable;
  readonly repairs: readonly Repair[];
  readonly distance: Distance;
  readonly measureMs: number;
  /** Forward passes of all images that were run now, by multiply-accumulates: at every pair, back from the output, and of large errors to it. */
  readonly passes: number;
}

/**
 * An AQS table with the score asked for, with progress on stderr: what is kept is taken, the rest is measured and kept. Where
 * some op of the network has no derivative, propagated scores rest on injections alone, and stderr says so.
 */
export async function measureScored(
  engine: Engine,
  shelf: AqsShelf,
  request: MeasureRequest,
  layers: readonly Layer[],
  score: ScoreKind,
): Promise<Scored> {
  const started = performance.now();
  const local = await localTable(engine, shelf, request, score === 'propagated');
  let { table } = local;
  const show = printProgress(score === 'propagated' ? 'following large errors' : 'running each pair');
  const job = {
    engine,
    shelf,
    layers,
    images: shelf.images,
    quantizer: request.quantizer,
    operands: request.operands,
  };
  let passes = 0;
  const take = async (steps: AsyncGenerator<ReachProgress>, add: typeof withInjection): Promise<void> => {
    for await (const step of steps) {
      passes = step.passes;
      show(Math.floor(step.fraction * 100), 100, step.remainingMs);
      if (step.measured) table = add(table, step.measured);
      await breathe();
    }
  };
  await untilInterrupt(async (signal) => {
    const options = { signal, now: () => performance.now() };
    if (score === 'propagated') await take(measureInjections(job, table, options), withInjection);
    if (score === 'end-to-end') await take(measureEndToEnd(job, table, request.pairs, options), withEndToEnd);
  });
  const repaired = repairMonotone(propagatedScores(table));
  return {
    ...repaired,
    distance: distanceOf[score],
    measureMs: performance.now() - started,
    passes: local.passes + passes,
  };
}

async function localTable(
  engine: Engine,
  shelf: AqsShelf,
  request: MeasureRequest,
  reach: boolean,
): Promise<{ table: AqsTable; passes: number }> {
  if (reach) {
    try {
      return await measureTable(engine, shelf, { ...request, probes: defaultProbes });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'NoDerivativeError') throw error;
      process.stderr.write(`${error.message} Scores rest on injections alone.\n`);
    }
  }
  return await measureTable(engine, shelf, request);
}
