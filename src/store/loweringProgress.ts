import type { BisectProbe, BisectResult } from '../core/plan/bisectBudget.ts';
import { objectiveOf, totalOf, totalsOf } from '../core/plan/exactTotals.ts';
import type { LoweringResult, LoweringStart, LoweringStep } from '../core/plan/Lowering.ts';
import { stepsLeft } from '../core/plan/loweringEvaluations.ts';
import { type Criterion, criterionValue, keepsLimit } from '../core/verify/Criterion.ts';
import { criterionError } from '../core/verify/criterionError.ts';
import { formatCriterion, formatCriterionValue } from '../core/verify/formatCriterion.ts';
import type { Verification } from '../core/verify/Verification.ts';
import type { LoweringLine, LoweringOutcome, LoweringPoint, LoweringState } from './LoweringState.ts';
import type { LoweringRun } from './loweringRun.ts';

/** The state after one more measured plan. */
export function withEvent(
  before: LoweringState,
  run: LoweringRun,
  event: LoweringStart | LoweringStep | BisectProbe,
): LoweringState {
  const { criterion, program, cost } = run;
  const point = pointOf(criterion, event.choice, event.verification);
  const line: LoweringLine = {
    step: event.kind === 'start' ? 0 : event.step,
    value: point.value,
    error: point.error,
    holds: point.holds,
    objective: objectiveOf(program, event.choice),
    total: totalOf(program, event.choice, cost),
    ...(event.kind === 'step' ? { move: event.move } : {}),
    ...(event.kind === 'step' && event.prefix !== undefined ? { prefix: event.prefix } : {}),
    ...(event.kind === 'probe' ? { budget: event.budget } : {}),
    outcome: outcomeWord(event),
  };
  const present = presentAfter(before.present, event, point, (choice) => totalOf(program, choice, cost));
  const isFrozen = event.kind === 'step' && event.outcome === 'undone' && run.settings.onFail === 'freeze';
  const frozen =
    isFrozen && event.prefix === undefined ? [...before.frozen, event.move.group] : before.frozen;
  return {
    ...before,
    lines: [...before.lines, line],
    trying: null,
    present,
    frozen,
    evaluations: event.evaluations,
    left: leftAfter(before, run, present, frozen, event.evaluations),
    evaluationMs: run.times.length > 0 ? mean(run.times.slice(-5)) : null,
  };
}

type Ending =
  | LoweringResult
  | BisectResult
  | { readonly kind: 'stopped'; readonly state: LoweringState; readonly point: LoweringPoint };

/** What a search came to; null where nothing was found. `optimum`: the ILP's plan at the same cost, as measured. */
export function outcomeOf(
  { criterion, program, settings }: LoweringRun,
  ending: Ending,
  optimum: Verification | null,
): LoweringOutcome | null {
  const gap = 'gap' in ending ? ending.gap : null;
  const point =
    ending.kind === 'stopped'
      ? ending.point
      : 'best' in ending
        ? ending.best && pointOf(criterion, ending.best.choice, ending.best.verification)
        : pointOf(criterion, ending.choice, ending.verification);
  if (!point) return null;
  const text =
    ending.kind === 'stopped'
      ? `Stopped after ${ending.state.evaluations} plans; the plan so far keeps ${formatCriterion(criterion)}: measured ${formatCriterionValue(criterion.kind, point.value)}.`
      : ending.text;
  return {
    ...point,
    objective: objectiveOf(program, point.choice),
    totals: totalsOf(program, point.choice),
    text: settings.search === 'steps' && gap ? text.replace(` ${gap.text}`, '') : text,
    gap,
    monotone: 'monotone' in ending ? ending.monotone : true,
    optimum: gap && optimum ? pointOf(criterion, gap.choice, optimum) : null,
  };
}

function pointOf(criterion: Criterion, choice: readonly number[], verification: Verification): LoweringPoint {
  const value = criterionValue(criterion, verification);
  return {
    choice,
    value,
    error: criterionError(criterion, verification),
    holds: keepsLimit(criterion, value),
  };
}

function outcomeWord(event: LoweringStart | LoweringStep | BisectProbe): LoweringLine['outcome'] {
  if (event.kind === 'start') return 'start';
  if (event.kind === 'step') return event.outcome;
  return event.holds ? 'accepted' : 'undone';
}

function presentAfter(
  before: LoweringPoint | null,
  event: LoweringStart | LoweringStep | BisectProbe,
  point: LoweringPoint,
  total: (choice: readonly number[]) => number,
): LoweringPoint | null {
  if (event.kind === 'start') return point;
  if (event.kind === 'step') return event.outcome === 'accepted' ? point : before;
  if (!point.holds) return before;
  return before && total(before.choice) <= total(point.choice) ? before : point;
}

function leftAfter(
  before: LoweringState,
  { program, settings }: LoweringRun,
  present: LoweringPoint | null,
  frozen: readonly string[],
  evaluations: number,
): number {
  const left = Math.max(0, before.left - (evaluations - before.evaluations));
  const stepwise =
    settings.search === 'steps' && settings.mode === 'full' && settings.onFail !== 'freeze-step';
  if (!stepwise || !present) return left;
  const isFrozen = (g: number): boolean => frozen.includes(program.groups[g]!.id);
  // And the ILP's plan at the same cost.
  return Math.min(left, stepsLeft(program.groups, present.choice, settings.direction, isFrozen) + 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
