import { keptTrials, type TrialShelf } from '../kept/keptTrials.ts';
import type { Layer } from '../model/Layer.ts';
import type { Engine } from '../ports.ts';
import { type Pair, pairKey } from '../profile/Pair.ts';
import type { QuantizerSettings } from '../quantize/QuantizerSettings.ts';
import { type Widths, widthsOf } from '../quantize/Widths.ts';
import { damageOf } from '../verify/Verification.ts';
import type { AqsTable, Operands } from './AqsTable.ts';
import { type InjectionLimit, injectionLimit, planInjections } from './planInjections.ts';
import type { MeasuredDamage } from './withReach.ts';

export interface ReachJob {
  readonly engine: Pick<Engine, 'dataHash' | 'beginEvaluate' | 'stepEvaluate' | 'endEvaluate'>;
  readonly shelf: TrialShelf;
  /** All layers of the model, in topological order. */
  readonly layers: readonly Layer[];
  /** Images of the calibration data. */
  readonly images: number;
  readonly quantizer: QuantizerSettings;
  readonly operands: Operands;
  /** What injections may take; `injectionLimit` unless told otherwise. */
  readonly limit?: InjectionLimit;
}

export interface ReachProgress {
  /** Work done, 0..1. */
  readonly fraction: number;
  readonly remainingMs?: number;
  /** Forward passes of all images so far. */
  readonly passes: number;
  /** Mean damage at the network's output of one layer at a pair. */
  readonly measured?: MeasuredDamage;
}

type Options = { readonly signal?: AbortSignal; readonly now: () => number };

/**
 * Measures what `propagatedScores` needs where a second-order estimate does not do: the injections that `planInjections`
 * names, on the calibration images. `measured.key` is a `pairKey`.
 */
export async function* measureInjections(
  job: ReachJob,
  table: AqsTable,
  options: Options,
): AsyncGenerator<ReachProgress, void, undefined> {
  const macs = job.layers.reduce((n, layer) => n + layer.macs, 0);
  const limit = job.limit ?? injectionLimit(macs, job.images);
  const plan = planInjections(table, job.layers, job.images, limit, job.operands);
  const trials = plan.injections.map(({ layer, widths }) => ({ [layer]: widths }));
  const names = plan.injections.map(({ layer, key }) => ({ layer, key }));
  yield* measureTrials(job, trials, names, plan.images, options);
}

/**
 * Measures the damage at the network's output of every layer at every pair, nothing else quantized: one forward pass from the
 * layer on for each. Pairs that the table has already are left out. `measured.key` is a `pairKey`.
 */
export async function* measureEndToEnd(
  job: ReachJob,
  table: AqsTable,
  pairs: Readonly<Record<string, readonly Pair[]>>,
  options: Options,
): AsyncGenerator<ReachProgress, void, undefined> {
  const names = Object.entries(pairs).flatMap(([layer, list]) =>
    list
      .filter((pair) => table[layer]?.entries[pairKey(pair)]?.endToEnd === undefined)
      .map((pair) => ({ layer, key: pairKey(pair), widths: widthsOf(pair, job.operands) })),
  );
  const trials = names.map(({ layer, widths }) => ({ [layer]: widths }));
  yield* measureTrials(job, trials, names, job.images, options);
}

/**
 * As `measureEndToEnd`, with the rest of the network at a plan instead of float: what a pair costs in that company. Damage
 * is against the float network, so that of the plan itself is in every number.
 */
export async function* measureInContext(
  job: ReachJob,
  base: Widths,
  pairs: Readonly<Record<string, readonly Pair[]>>,
  options: Options,
): AsyncGenerator<ReachProgress, void, undefined> {
  const names = Object.entries(pairs).flatMap(([layer, list]) =>
    list.map((pair) => ({ layer, key: pairKey(pair), widths: widthsOf(pair, job.operands) })),
  );
  const trials = names.map(({ layer, widths }) => ({ [layer]: widths }));
  yield* measureTrials(job, trials, names, job.images, options, base);
}

async function* measureTrials(
  { engine, shelf, images: all, quantizer }: ReachJob,
  trials: readonly Widths[],
  names: readonly { readonly layer: string; readonly key: string }[],
  images: number,
  options: Options,
  base?: Widths,
): AsyncGenerator<ReachProgress, void, undefined> {
  if (trials.length === 0) return;
  const request = {
    data: 'calibration',
    quantizer,
    trials,
    ...(images < all ? { images } : {}),
    ...(base ? { base } : {}),
  } as const;
  for await (const step of keptTrials(shelf, engine, request, options)) {
    const { start, fraction, remainingMs, passes, done } = step;
    const damage = done && damageOf(start.heads, done.heads);
    yield {
      fraction,
      passes: (passes * images) / Math.max(1, all),
      ...(remainingMs === undefined ? {} : { remainingMs }),
      ...(done && damage
        ? { measured: { ...names[done.trial]!, damage: damage.reduce((a, b) => a + b, 0) / damage.length } }
        : {}),
    };
  }
}
