import { describe, expect, it } from 'vitest';
import type { BackgroundSolver, Solver } from '../core/ports.ts';
import { createBackgroundSolver } from '../solver/backgroundSolver.ts';
import { createGlpkSolver } from '../solver/glpkSolver.ts';
import { createStudio } from './createStudio.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { initialDecisions } from './initialState.ts';
import type { Studio } from './Studio.ts';
import { selectBudgetRanges } from './selectors/selectBudgetRanges.ts';
import { selectBusy } from './selectors/selectBusy.ts';
import { selectFrontier } from './selectors/selectFrontier.ts';
import { selectGroups } from './selectors/selectGroups.ts';
import { selectProgram } from './selectors/selectProgram.ts';

const decisions = { ...initialDecisions, profileId: fixtureProfile.id };
const exact = await createGlpkSolver();

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

async function opened(solver: Solver, background: BackgroundSolver): Promise<Studio> {
  const studio = createStudio({ ...fakeHost(fakeEngine(), solver), background }, { ...fakeStart, decisions });
  await studio.actions.openSample('fake');
  const { store } = studio;
  await until(() => !selectBusy(store.getState()) && store.getState().plan !== null);
  return studio;
}

/** A background solver whose chunks wait, after `hold`, until they are let go. */
async function holdable(): Promise<{ background: BackgroundSolver; hold(): void; release(): void }> {
  const inner = await createBackgroundSolver();
  let release = (): void => undefined;
  let gate = Promise.resolve();
  const growStaircase: BackgroundSolver['growStaircase'] = async (ms) => {
    await gate;
    return inner.growStaircase(ms);
  };
  const hold = (): void => {
    gate = new Promise((resolve) => {
      release = resolve;
    });
  };
  return { background: { ...inner, growStaircase }, hold, release: () => release() };
}

describe('the staircase of the main budget', () => {
  it('answers covered budgets at once, with the optimum the solver finds', async () => {
    let asked = 0;
    const counting: Solver = {
      ...exact,
      solve: (program, wishes) => {
        asked++;
        return exact.solve(program, wishes);
      },
    };
    const { store, actions } = await opened(counting, await createBackgroundSolver());
    await until(() => store.getState().stairs?.finished === true);
    const { points } = store.getState().stairs!;
    expect(points.length).toBeGreaterThan(10);
    expect(selectFrontier(store.getState())?.points).toBe(points);
    const { min, max } = selectBudgetRanges(store.getState()).bops;
    const before = asked;
    const limits = [min, max, ...Array.from({ length: 41 }, (_, i) => min + ((max - min) * (i + 0.37)) / 42)];
    let covered = 0;
    for (const limit of limits) {
      const calls = asked;
      actions.setBudget('bops', limit);
      if (asked > calls) {
        await until(() => !selectBusy(store.getState()));
        continue;
      }
      covered++;
      const { solution, plan, jobs } = store.getState();
      expect(jobs.solve.state).toBe('done');
      expect(plan?.budgets.bops).toBe(limit);
      const own = await exact.solve(selectProgram(store.getState())!);
      expect(solution).toMatchObject({ status: 'optimal', gap: 0 });
      expect(Math.abs(solution!.objective - own.objective)).toBeLessThanOrEqual(1e-12 * own.objective);
      expect(solution!.totals.bops).toBeLessThanOrEqual(limit * (1 + 1e-9));
    }
    expect(covered).toBeGreaterThan(limits.length / 2);
    expect(asked - before).toBe(limits.length - covered);
  });

  it('grows while the studio is idle, and a changed pin throws it away', async () => {
    const { background, hold, release } = await holdable();
    const { store, actions } = await opened(exact, background);
    await until(() => store.getState().stairs?.finished === true);
    const first = store.getState().stairs!;
    actions.setBudget('bops', store.getState().decisions.budgets.bops! * 0.9);
    expect(store.getState().stairs?.question).toBe(first.question);
    await until(() => !selectBusy(store.getState()));
    hold();
    const group = selectGroups(store.getState())[1]!;
    actions.pin(group.id, '8/8');
    expect(store.getState().stairs).toBeNull();
    await until(() => store.getState().stairs !== null);
    expect(selectBusy(store.getState())).toBe(false);
    expect(store.getState().stairs).toMatchObject({ finished: false });
    release();
    await until(() => store.getState().stairs?.finished === true);
    const stairs = store.getState().stairs!;
    expect(stairs.staircase).not.toBe(first.staircase);
    const g = stairs.question.program.groups.findIndex(({ id }) => id === group.id);
    const { pin } = stairs.question.program.groups[g]!;
    expect(pin).toBeDefined();
    expect(stairs.points.every(({ choice }) => choice[g] === pin)).toBe(true);
  });

  it('begins anew when a pin comes and goes while a chunk is under way', async () => {
    const { background, hold, release } = await holdable();
    const { store, actions } = await opened(exact, background);
    await until(() => store.getState().stairs?.finished === true);
    hold();
    actions.pin(selectGroups(store.getState())[1]!.id, '8/8');
    await until(() => store.getState().stairs !== null);
    const { question } = store.getState().stairs!;
    actions.undo();
    actions.redo();
    expect(store.getState().stairs).toBeNull();
    release();
    await until(() => store.getState().stairs?.finished === true);
    expect(store.getState().stairs?.question).toBe(question);
  });

  it('lets the newest answer win over an older one of the solver', async () => {
    const waiting: (() => void)[] = [];
    let slow = false;
    const solver: Solver = {
      ...exact,
      solve: async (program, wishes) => {
        if (slow) await new Promise<void>((resolve) => waiting.push(resolve));
        return exact.solve(program, wishes);
      },
    };
    const { background, hold } = await holdable();
    const { store, actions } = await opened(solver, background);
    await until(() => store.getState().stairs?.finished === true);
    hold();
    actions.pin(selectGroups(store.getState())[1]!.id, '8/8');
    await until(() => store.getState().stairs !== null);
    slow = true;
    const { points, staircase } = store.getState().stairs!;
    const middles = points.slice(1).map(({ cost }, i) => (cost + points[i]!.cost) / 2);
    actions.setBudget('bops', middles.find((limit) => staircase.at(limit) === null)!);
    expect(store.getState().jobs.solve.state).toBe('running');
    const sure = points[3]!;
    actions.setBudget('bops', sure.cost);
    expect(store.getState().solution?.objective).toBe(sure.sensitivity);
    expect(store.getState().jobs.solve.state).toBe('done');
    expect(waiting).toHaveLength(1);
    waiting[0]!();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(store.getState().solution?.objective).toBe(sure.sensitivity);
  });

  /** A studio with its staircase; then a pin makes another question, and the background solver fails so often. */
  async function failing(times: number): Promise<{ studio: Studio; begun(): number }> {
    const inner = await createBackgroundSolver();
    let left = 0;
    let begun = 0;
    const background: BackgroundSolver = {
      ...inner,
      beginStaircase: (...question) => {
        begun++;
        return inner.beginStaircase(...question);
      },
      growStaircase: async (ms) => {
        if (left-- > 0) throw new Error('A worker stopped: out of memory.');
        return inner.growStaircase(ms);
      },
    };
    const studio = await opened(exact, background);
    const { store, actions } = studio;
    await until(() => store.getState().stairs?.finished === true);
    [left, begun] = [times, 0];
    actions.pin(selectGroups(store.getState())[1]!.id, '8/8');
    return { studio, begun: () => begun };
  }

  it('is begun again when its worker died once, and nobody notices', async () => {
    const { studio, begun } = await failing(1);
    const { store } = studio;
    await until(() => store.getState().stairs?.finished === true);
    expect(begun()).toBe(2);
    expect(store.getState().stairsTrouble).toBeNull();
  });

  it('is given up when that happens twice, until the user asks for it', async () => {
    const { studio, begun } = await failing(2);
    const { store, actions } = studio;
    await until(() => store.getState().stairsTrouble !== null);
    expect(store.getState().stairsTrouble!.message).toBe('A worker stopped: out of memory.');
    expect(begun()).toBe(2);
    actions.setBudget('bops', store.getState().decisions.budgets.bops! * 0.9);
    await until(() => !selectBusy(store.getState()));
    expect(store.getState().solution?.status).toBe('optimal');
    expect(begun()).toBe(2);
    actions.growAgain();
    await until(() => store.getState().stairs?.finished === true);
    expect(begun()).toBe(3);
    expect(store.getState().stairsTrouble).toBeNull();
  });
});
