import { measureInContext, type ReachJob } from '../sensitivity/measureReach.ts';
import { planWidths } from '../verify/planWidths.ts';
import { contextProgram } from './contextProgram.ts';
import type { Program } from './Program.ts';
import { pairOf } from './uniformPlans.ts';

export interface ContextOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
  /** Share of the work done, 0 .. 1, and milliseconds that remain where known. */
  readonly onProgress?: (fraction: number, remainingMs?: number) => void;
}

/**
 * AQS anew under a plan: every layer of every group at each of its pairs, with the rest of the network at the plan, on the
 * calibration images. The program is of the same groups, options, costs and budgets. Throws the signal's reason when it is
 * aborted, and whatever the engine throws.
 * @param choice the plan, option index by group
 */
export async function measureContext(
  job: ReachJob,
  program: Program,
  choice: readonly number[],
  { onProgress, ...options }: ContextOptions,
): Promise<Program> {
  const pairs = Object.fromEntries(
    program.groups.flatMap((group) =>
      group.layers.map((layer) => [layer, group.options.map(pairOf)] as const),
    ),
  );
  const damages = new Map<string, Map<string, number>>();
  for await (const step of measureInContext(job, planWidths(program, choice, job.operands), pairs, options)) {
    onProgress?.(step.fraction, step.remainingMs);
    if (!step.measured) continue;
    const { layer, key, damage } = step.measured;
    damages.set(layer, (damages.get(layer) ?? new Map<string, number>()).set(key, damage));
  }
  return contextProgram(program, damages);
}
