import { describe, expect, it } from 'vitest';
import { objectiveOf, totalsOf } from '../core/plan/exactTotals.ts';
import type { Program, Solution } from '../core/plan/Program.ts';
import type { Solver } from '../core/ports.ts';
import { createGlpkSolver } from '../solver/glpkSolver.ts';
import { createStudio } from './createStudio.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { initialDecisions } from './initialState.ts';
import type { Studio } from './Studio.ts';
import { selectBusy } from './selectors/selectBusy.ts';

const exact = await createGlpkSolver();

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

interface Question {
  readonly program: Program;
  /** Says a plan on the way: so many groups narrower than the optimum, with a gap. */
  offer(worse: number): Solution;
  finish(answer?: Solution): void;
  fail(error: Error): void;
}

/** A studio with a plan, whose solver answers from then on when the test says so. */
async function studioWithHeldSolver(): Promise<{ studio: Studio; questions: Question[] }> {
  const questions: Question[] = [];
  let held = false;
  const solver: Solver = {
    version: exact.version,
    solve: async (program, wishes, onAnswer) => {
      const optimum = await exact.solve(program, wishes);
      if (!held) return optimum;
      return new Promise((resolve, reject) => {
        questions.push({
          program,
          offer: (worse) => {
            let left = worse;
            const choice = optimum.choice.map((option) => (option > 0 && left-- > 0 ? 0 : option));
            const objective = objectiveOf(program, choice);
            const gap = Math.max(1e-6, 1 - optimum.objective / objective);
            const answer = { ...optimum, status: 'feasible', objective, gap, choice } as const;
            const whole = { ...answer, totals: totalsOf(program, choice) };
            onAnswer?.(whole);
            return whole;
          },
          finish: (answer = optimum) => resolve(answer),
          fail: reject,
        });
      });
    },
  };
  const decisions = { ...initialDecisions, profileId: fixtureProfile.id };
  const studio = createStudio(fakeHost(fakeEngine(), solver), { ...fakeStart, decisions });
  await studio.actions.openSample('fake');
  await until(() => !selectBusy(studio.store.getState()) && studio.store.getState().plan !== null);
  held = true;
  return { studio, questions };
}

describe('a proof that takes longer than a frame', () => {
  it('shows the plan that is known by then with its gap, then better ones, then the proof', async () => {
    const { studio, questions } = await studioWithHeldSolver();
    const { store, actions } = studio;
    const before = store.getState().plan!;
    actions.setBudget('bops', before.budgets.bops! * 0.8);
    await until(() => questions.length === 1);
    const [question] = questions;
    const first = question!.offer(3);
    await until(() => store.getState().solution?.choice === first.choice);
    expect(store.getState().solution).toMatchObject({ status: 'feasible', gap: first.gap });
    expect(store.getState().plan).toMatchObject({ status: 'feasible', objective: first.objective });
    expect(selectBusy(store.getState())).toBe(true);
    const second = question!.offer(1);
    expect(store.getState().plan!.objective).toBe(second.objective);
    question!.finish();
    await until(() => !selectBusy(store.getState()));
    const { solution, plan, news } = store.getState();
    expect(solution).toMatchObject({ status: 'optimal', gap: 0 });
    expect(plan!.objective).toBeLessThan(second.objective);
    // What changed since the plan before the question, not since those on the way.
    expect(news.length).toBeGreaterThan(0);
    for (const line of news) expect(before.groups.some(({ id }) => line.startsWith(id))).toBe(true);
  });

  it('only says so where the plan on screen is the optimum: it does not jump to an equal one', async () => {
    const { studio, questions } = await studioWithHeldSolver();
    const { store, actions } = studio;
    actions.setBudget('bops', store.getState().plan!.budgets.bops! * 0.8);
    await until(() => questions.length === 1);
    const shown = questions[0]!.offer(0);
    await until(() => store.getState().solution?.choice === shown.choice);
    const { plan, news } = store.getState();
    questions[0]!.finish({ ...shown, status: 'optimal', gap: 0, choice: shown.choice.toReversed() });
    await until(() => !selectBusy(store.getState()));
    expect(store.getState().solution).toMatchObject({ status: 'optimal', gap: 0 });
    expect(store.getState().solution!.choice).toBe(shown.choice);
    expect(store.getState().plan!.groups).toBe(plan!.groups);
    expect(store.getState().plan!.status).toBe('optimal');
    expect(store.getState().news).toBe(news);
  });

  it('shows one plan where the proof is there in time', async () => {
    const { studio, questions } = await studioWithHeldSolver();
    const { store, actions } = studio;
    const before = store.getState().plan;
    actions.setBudget('bops', before!.budgets.bops! * 0.8);
    await until(() => questions.length === 1);
    const seen = new Set<unknown>();
    store.subscribe(({ plan }) => seen.add(plan));
    questions[0]!.offer(3);
    questions[0]!.finish();
    await until(() => !selectBusy(store.getState()));
    expect([...seen].filter((plan) => plan !== before)).toHaveLength(1);
  });

  it('leaves a plan on the way of an older question aside', async () => {
    const { studio, questions } = await studioWithHeldSolver();
    const { store, actions } = studio;
    const { budgets } = store.getState().plan!;
    actions.setBudget('bops', budgets.bops! * 0.8);
    await until(() => questions.length === 1);
    actions.setBudget('bops', budgets.bops! * 0.7);
    await until(() => questions.length === 2);
    questions[0]!.offer(2);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(store.getState().plan!.budgets).toBe(budgets);
    questions[1]!.finish();
    questions[0]!.finish();
    await until(() => !selectBusy(store.getState()));
    expect(store.getState().plan!.budgets.bops).toBe(budgets.bops! * 0.7);
  });

  it('keeps the plan on screen where the solver fails over the proof', async () => {
    const { studio, questions } = await studioWithHeldSolver();
    const { store, actions } = studio;
    actions.setBudget('bops', store.getState().plan!.budgets.bops! * 0.8);
    await until(() => questions.length === 1);
    const shown = questions[0]!.offer(2);
    await until(() => store.getState().solution?.choice === shown.choice);
    questions[0]!.fail(new Error('A worker stopped.'));
    await until(() => !selectBusy(store.getState()));
    expect(store.getState().jobs.solve).toEqual({ state: 'failed', message: 'A worker stopped.' });
    expect(store.getState().plan!.objective).toBe(shown.objective);
  });
});
