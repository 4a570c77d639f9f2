import type { TrialShelf } from '../core/kept/keptTrials.ts';
import type { Layer } from '../core/model/Layer.ts';
import { budgetedCosts } from '../core/plan/exactTotals.ts';
import { formatCost, formatNumber } from '../core/plan/formatCost.ts';
import { judgeRefined, plansToJudge, searchImages } from '../core/plan/judgeRefined.ts';
import { MeasuredPlans } from '../core/plan/MeasuredPlans.ts';
import { measureContext } from '../core/plan/measureContext.ts';
import type { Solve } from '../core/plan/optimumGap.ts';
import type { Program } from '../core/plan/Program.ts';
import type { RefineInput, RefineOptions, RefineResult, RefineWay } from '../core/plan/Refinement.ts';
import { refinePlan } from '../core/plan/refinePlan.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { Labels } from '../core/verify/Labels.ts';
import { planWidths } from '../core/verify/planWidths.ts';
import type { Verification } from '../core/verify/Verification.ts';
import { verifyWidths } from '../core/verify/verifyWidths.ts';
import { judgePlans } from './judgePlans.ts';
import { printProgress } from './printProgress.ts';
import type { RefinedPlan, TriedPlan } from './refinedPlan.ts';
import type { TrialEngine } from './trialEngine.ts';

export interface RefineJob {
  readonly engine: TrialEngine;
  readonly shelf: TrialShelf;
  readonly layers: readonly Layer[];
  readonly quantizer: QuantizerSettings;
  /** Images that the engine has, for calibration and for verification. */
  readonly images: number;
  readonly verificationImages: number;
  readonly labels?: Labels | undefined;
  readonly solve: Solve;
  readonly signal: AbortSignal;
}

const now = (): number => performance.now();

/**
 * Refines a plan on the calibration images, or on a first part of many verification images, and judges what it found on the
 * verification images that it did not use. Says on stderr what it tries. Throws the signal's reason when it is aborted.
 */
export async function searchAndJudge(
  job: RefineJob,
  { program, choice, variants = [] }: Pick<RefineInput, 'program' | 'choice' | 'variants'>,
  options: RefineOptions & { readonly ways: readonly RefineWay[] },
): Promise<RefinedPlan> {
  const { engine, shelf, layers, quantizer, images, verificationImages, solve, signal } = job;
  const searched = searchImages(images, verificationImages);
  process.stderr.write(`${whatHolds(program)}plans are tried on ${whereTried(job, searched)}\n`);
  const plans = new MeasuredPlans(async (tried) => {
    const [verification] = await verifyWidths(
      engine,
      [planWidths(program, tried)],
      {
        quantizer,
        data: searched === null ? 'calibration' : 'verification',
        ...(searched === null ? {} : { images: searched }),
      },
      { signal, now, shelf },
    );
    return verification!;
  });
  const reach = { engine, shelf, layers, images, quantizer, operands: 'both' } as const;
  const remeasure = (under: readonly number[]): Promise<Program> => {
    const onProgress = percent('measuring every layer under the plan');
    return measureContext(reach, program, under, { signal, now, onProgress });
  };
  const tries: TriedPlan[] = [];
  for await (const event of refinePlan({ program, choice, variants, plans, solve, remeasure }, options)) {
    if (event.kind === 'done') {
      const found = { ways: options.ways, searched, tries, result: event };
      return { ...found, ...(await judge(job, program, event, searched ?? 0)) };
    }
    const { damage } = event.plan.verification;
    const { evaluations } = event;
    if (event.kind === 'start') {
      say(0, 'the plan', damage, evaluations);
      continue;
    }
    const { step, way, text, accepted } = event;
    tries.push({ way, text, damage, accepted });
    say(step, `${way}: ${text}`, damage, evaluations, accepted ? ', accepted' : ', not accepted');
  }
  throw new Error('The search ended without a result.');
}

/** The start, what was found and the best uniform plan, on verification images that the search did not use. */
async function judge(
  job: RefineJob,
  program: Program,
  result: RefineResult,
  searched: number,
): Promise<Pick<RefinedPlan, 'judgement' | 'before' | 'found' | 'uniform' | 'after'>> {
  const onProgress = percent('judging');
  const measured = await judgePlans({ ...job, program, searched, onProgress }, plansToJudge(result));
  const judgement = judgeRefined(
    result,
    measured.map(({ all }) => all),
    searched,
  );
  const { start, found, uniform, best } = judgement;
  const [before, after, other = null] = measured.map(({ rest }) => rest) as [
    Verification,
    Verification,
    Verification?,
  ];
  const restOf = new Map([
    [start, before],
    [found, after],
    ...(uniform && other ? [[uniform, other] as const] : []),
  ]);
  return { judgement, before, found: after, uniform: other, after: restOf.get(best)! };
}

/** One measured plan on stderr. */
function say(step: number, what: string, damage: number, evaluations: number, outcome = ''): void {
  process.stderr.write(
    `${step}: ${what}: damage ${formatNumber(damage)}${outcome} (${evaluations} evaluated)\n`,
  );
}

function whatHolds(program: Program): string {
  const limits = budgetedCosts(program).map((cost) => formatCost(cost, program.budgets[cost]!, 4));
  return limits.length > 0 ? `within ${limits.join(', ')}; ` : '';
}

function whereTried({ images, verificationImages }: RefineJob, searched: number | null): string {
  return searched === null
    ? `the ${images} calibration images and judged on the ${verificationImages} verification images`
    : `the first ${searched} verification images and judged on the other ${verificationImages - searched}`;
}

/** Progress on stderr in per cent. */
function percent(title: string): (fraction: number, remainingMs?: number) => void {
  const show = printProgress(`${title}, per cent`);
  return (fraction, remainingMs) => show(Math.round(100 * fraction), 100, remainingMs);
}
