import { allOptima } from './allOptima.ts';
import { withSlack } from './exactTotals.ts';
import type { Program, Solution } from './Program.ts';
import { justBelow, type Staircase } from './Staircase.ts';

export interface StaircaseProgress {
  /** `hull`: supported points only; `steps`: exact at ever more budgets; `all`: every non-dominated plan is known. */
  readonly stage: 'hull' | 'steps' | 'all';
  /** Of the evenly spaced budgets, how many are answered, and of how many. */
  readonly done: number;
  readonly total: number;
  /** Known optima. */
  readonly points: number;
}

export interface GrowOptions {
  /** Evenly spaced budgets over the range that must be answered exactly. */
  readonly steps?: number;
  /** Partial plans up to which the complete set is made; 0: never. */
  readonly completeLimit?: number;
}

/** 0 .. 2^bits - 1, coarse to fine. */
function* coarseToFine(count: number): Generator<number> {
  const bits = Math.ceil(Math.log2(Math.max(2, count)));
  for (let i = 0; i < 2 ** bits; i++) {
    let reversed = 0;
    for (let b = 0; b < bits; b++) if (i & (1 << b)) reversed |= 1 << (bits - 1 - b);
    if (reversed < count) yield reversed;
  }
}

/**
 * Fills a staircase step by step: the supported points at once, the complete set where it is small, else the exact
 * optimum at evenly spaced budgets, coarse to fine. Peak memory takes few values: its steps end with every one of them. Each `next()` costs one solve at most, so a worker can stream and
 * a caller can stop at any time. Budgets that are visited meanwhile may be added to the staircase by the caller.
 */
export function* growStaircase(
  staircase: Staircase,
  solve: (program: Program) => Solution,
  { steps = 1024, completeLimit = 20_000 }: GrowOptions = {},
): Generator<StaircaseProgress> {
  const { program, cost, min, max } = staircase;
  const at = (stage: StaircaseProgress['stage'], done: number): StaircaseProgress => ({
    stage,
    done,
    total: steps,
    points: staircase.points().length,
  });
  staircase.addHull();
  yield at('hull', 0);
  const alone = cost !== 'memory' && Object.keys(program.budgets).every((name) => name === cost);
  const all = alone && completeLimit > 0 ? allOptima(program, cost, completeLimit) : null;
  if (all) {
    staircase.addAll(all);
    yield at('all', steps);
    return;
  }
  // Below a budget that no plan holds there is nothing.
  let empty = Number.NEGATIVE_INFINITY;
  const answer = (budget: number): Solution['status'] => {
    const solution = solve(staircase.programAt(budget));
    staircase.add(budget, solution);
    if (solution.status === 'infeasible') empty = Math.max(empty, budget);
    return solution.status;
  };
  let done = 0;
  for (const step of coarseToFine(steps)) {
    const budget = step === steps - 1 ? max : min + ((max - min) * step) / (steps - 1);
    done++;
    if (budget <= empty || staircase.at(budget)) continue;
    answer(budget);
    yield at('steps', done);
  }
  if (cost === 'memory') {
    // What lies between, from the top down, each just below the one before.
    for (let budget = max; withSlack(budget) >= min && budget > empty; ) {
      const status = staircase.at(budget) ? 'optimal' : answer(budget);
      if (status === 'infeasible') break;
      if (status !== 'optimal') return yield at('steps', done);
      yield at('steps', done);
      budget = justBelow(staircase.at(budget)!.cost);
    }
    staircase.complete = true;
    return yield at('all', done);
  }
  yield at('steps', done);
}

/**
 * Every non-dominated plan from the budget `from` down to `to`, one exact solve each, dearest first: what lies between
 * two points of a staircase.
 */
export function* optimaBetween(
  staircase: Staircase,
  solve: (program: Program) => Solution,
  from: number,
  to: number,
): Generator<number> {
  for (let budget = from; withSlack(budget) >= to; ) {
    let point = staircase.at(budget);
    if (!point) {
      staircase.add(budget, solve(staircase.programAt(budget)));
      point = staircase.at(budget);
    }
    if (!point || point.cost === 0) return;
    yield point.cost;
    budget = justBelow(point.cost);
  }
}
