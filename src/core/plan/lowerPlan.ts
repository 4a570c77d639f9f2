import { criterionValue, keepsLimit } from '../verify/Criterion.ts';
import { formatCriterion, formatCriterionValue } from '../verify/formatCriterion.ts';
import { objectiveOf, totalsOf } from './exactTotals.ts';
import type {
  LoweringEvent,
  LoweringInput,
  LoweringMove,
  LoweringOptions,
  LoweringResult,
  LoweringStart,
} from './Lowering.ts';
import { type MovePicker, moveOrder, movePicker } from './loweringMoves.ts';
import type { MeasuredPlan } from './MeasuredPlans.ts';
import { optimumGap } from './optimumGap.ts';
import { highestChoice, isBelow, lowestChoice } from './pairSteps.ts';

/** How far a run has come; shared by the modes. */
interface Run {
  readonly input: LoweringInput;
  readonly options: Required<Omit<LoweringOptions, 'start'>>;
  readonly picker: MovePicker;
  /** Evaluations that others had asked of the same store. */
  readonly before: number;
  /** False where the caller chose the start. */
  readonly fromEnd: boolean;
  present: MeasuredPlan;
  steps: number;
  accepted: number;
  undone: number;
  readonly frozen: Set<number>;
}

/**
 * The accuracy-driven procedure (METHOD section 6, claims 6, 7, 9): lowers the group of highest quality, evaluates, undoes
 * what breaks the criterion, until every group is frozen or at its floor; or one of its variants. Yields the start, every
 * evaluated step, and the result last; nothing runs while the caller does not ask, so it can be paused, stepped and dropped.
 * Throws a CriterionError where the criterion cannot be judged, and whatever an evaluation throws.
 */
export async function* lowerPlan(
  input: LoweringInput,
  { aggregate = 'mean', reverse = false, mode = 'full', onFail = 'freeze', start }: LoweringOptions = {},
): AsyncGenerator<LoweringEvent, void, undefined> {
  const { groups } = input.program;
  const first = pinned(input, start ?? (reverse ? lowestChoice(groups) : highestChoice(groups)));
  const picker = movePicker(input, aggregate, reverse ? 'raise' : 'lower');
  const run: Run = {
    input,
    options: { aggregate, reverse, mode, onFail },
    picker,
    before: input.plans.evaluations,
    fromEnd: start === undefined,
    present: { choice: first, verification: emptyVerification },
    steps: 0,
    accepted: 0,
    undone: 0,
    frozen: new Set(),
  };
  const order = mode === 'full' ? undefined : moveOrder(picker, first);
  // The end that keeps the criterion if anything does: in reverse the widest.
  const safe = reverse && order ? takeMoves(first, order, order.length) : first;
  run.present = await input.plans.measure(safe);
  const began: LoweringStart = { kind: 'start', ...measured(run, run.present), ...(order ? { order } : {}) };
  yield began;
  if (order) {
    if (began.holds) yield* searchPrefix(run, first, order);
    // In reverse the shortest run is found; there is nothing to go on with.
    if (began.holds && mode === 'fast-then-full' && !reverse) yield* lowerStepwise(run);
  } else if (reverse) yield* raiseStepwise(run);
  else if (began.holds) yield* lowerStepwise(run);
  yield await resultOf(run);
}

const emptyVerification = { images: 0, damage: Number.NaN, spread: 0, heads: [] };

async function* lowerStepwise(run: Run): AsyncGenerator<LoweringEvent, void, undefined> {
  const { groups } = run.input.program;
  const barred = groups.map(() => [] as number[]);
  const open = (g: number, option: number): boolean =>
    !run.frozen.has(g) &&
    !barred[g]!.some(
      (bar) => bar === option || isBelow(groups[g]!.options[option]!, groups[g]!.options[bar]!),
    );
  for (;;) {
    const move = run.picker.best(run.present.choice, open);
    if (!move) return;
    const tried = await run.input.plans.measure(run.present.choice.with(move.index, move.option));
    const holds = judge(run, tried).holds;
    if (holds) run.present = tried;
    else if (run.options.onFail === 'freeze-step') barred[move.index]!.push(move.option);
    else run.frozen.add(move.index);
    yield stepOf(run, move, tried, holds);
    if (!holds && run.options.onFail === 'stop') return;
  }
}

async function* raiseStepwise(run: Run): AsyncGenerator<LoweringEvent, void, undefined> {
  while (!judge(run, run.present).holds) {
    const move = run.picker.best(run.present.choice, () => true);
    if (!move) return;
    run.present = await run.input.plans.measure(run.present.choice.with(move.index, move.option));
    yield stepOf(run, move, run.present, true);
  }
}

/** The longest run of lowerings (in reverse the shortest of raisings) that keeps the criterion, by halving. */
async function* searchPrefix(
  run: Run,
  first: readonly number[],
  order: readonly LoweringMove[],
): AsyncGenerator<LoweringEvent, void, undefined> {
  const { reverse } = run.options;
  // Positions count away from the safe end, which is known to hold.
  const prefixAt = (position: number): number => (reverse ? order.length - position : position);
  let [holds, fails] = [0, order.length + 1];
  while (fails - holds > 1) {
    const middle = (holds + fails) >> 1;
    const prefix = prefixAt(middle);
    const tried = await run.input.plans.measure(takeMoves(first, order, prefix));
    const kept = judge(run, tried).holds;
    if (kept) {
      holds = middle;
      run.present = tried;
    } else fails = middle;
    yield { ...stepOf(run, order[reverse ? prefix : prefix - 1]!, tried, kept), prefix };
  }
}

function takeMoves(
  first: readonly number[],
  order: readonly LoweringMove[],
  count: number,
): readonly number[] {
  const choice = [...first];
  for (const move of order.slice(0, count)) choice[move.index] = move.option;
  return choice;
}

function judge(
  { input: { criterion } }: Run,
  { verification }: MeasuredPlan,
): { value: number; holds: boolean } {
  const value = criterionValue(criterion, verification);
  return { value, holds: keepsLimit(criterion, value) };
}

function measured(run: Run, plan: MeasuredPlan): Omit<LoweringStart, 'kind' | 'order'> {
  return { ...plan, ...judge(run, plan), evaluations: evaluationsOf(run) };
}

function stepOf(
  run: Run,
  move: LoweringMove,
  tried: MeasuredPlan,
  accepted: boolean,
): LoweringEvent & { kind: 'step' } {
  run.steps++;
  if (accepted) run.accepted++;
  else run.undone++;
  return {
    kind: 'step',
    ...measured(run, tried),
    step: run.steps,
    move,
    outcome: accepted ? 'accepted' : 'undone',
    now: run.present.choice,
  };
}

function evaluationsOf({ input, before }: Run): number {
  return input.plans.evaluations - before;
}

async function resultOf(run: Run): Promise<LoweringResult> {
  const { program, solve, cost } = run.input;
  const { choice } = run.present;
  const facts = measured(run, run.present);
  const gap = solve && cost ? await optimumGap(program, choice, cost, solve) : null;
  return {
    kind: 'done',
    ...facts,
    objective: objectiveOf(program, choice),
    totals: totalsOf(program, choice),
    accepted: run.accepted,
    undone: run.undone,
    frozen: [...run.frozen].map((g) => program.groups[g]!.id),
    gap,
    text: `${ending(run, facts.value, facts.holds)}${gap ? ` ${gap.text}` : ''}`,
  };
}

function ending(run: Run, value: number, holds: boolean): string {
  const { criterion } = run.input;
  const measuredValue = formatCriterionValue(criterion.kind, value);
  if (!holds) {
    const which = run.options.reverse || run.fromEnd ? 'At the widest pairs' : 'At the plan it started from';
    return `${which} it is ${measuredValue}: no plan was found that keeps ${formatCriterion(criterion)}.`;
  }
  const count = evaluationsOf(run);
  const passes = `${count} ${count === 1 ? 'evaluation' : 'evaluations'}`;
  return `Kept ${formatCriterion(criterion)}: measured ${measuredValue} after ${passes}.`;
}

/** A start of the caller's with the program's pins put in place. */
function pinned({ program }: LoweringInput, start: readonly number[]): readonly number[] {
  if (start.length !== program.groups.length) {
    throw new Error(
      `The plan to start from has ${start.length} groups, the network ${program.groups.length}.`,
    );
  }
  return program.groups.map((group, g) => group.pin ?? start[g]!);
}
