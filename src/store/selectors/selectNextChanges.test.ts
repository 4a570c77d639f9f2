import { describe, expect, it } from 'vitest';
import { objectiveOf } from '../../core/plan/exactTotals.ts';
import { createBackgroundSolver } from '../../solver/backgroundSolver.ts';
import { createGlpkSolver } from '../../solver/glpkSolver.ts';
import { createStudio } from '../createStudio.ts';
import { selectExplanation } from '../explaining.ts';
import { fakeEngine, fakeHost, fakeStart } from '../fixtures/fakeHost.ts';
import { fixtureProfile } from '../fixtures/fixtureProfile.ts';
import { heldPlanOf, selectHeldPlan } from '../heldPlan.ts';
import { initialDecisions } from '../initialState.ts';
import { selectIsPlanBefore } from './selectIsPlanBefore.ts';
import { selectNextChanges } from './selectNextChanges.ts';
import { selectProgram } from './selectProgram.ts';

const decisions = { ...initialDecisions, profileId: fixtureProfile.id };

async function explainedStudio() {
  const host = {
    ...fakeHost(fakeEngine(), await createGlpkSolver()),
    background: await createBackgroundSolver(),
  };
  const studio = createStudio(host, { ...fakeStart, decisions });
  await studio.actions.openSample('fake');
  while (!selectExplanation(studio.store.getState())) await new Promise((resolve) => setTimeout(resolve, 5));
  return studio;
}

describe('the next changes', () => {
  it('are those of the plan on screen: of a held plan the way from it to the optimum there', async () => {
    const { store } = await explainedStudio();
    const known = selectExplanation(store.getState())!.plan!.next;
    expect(selectNextChanges(store.getState())).toBe(known);

    // A plan with one group narrower than in the optimum is held in its place.
    const { solution } = store.getState();
    const program = selectProgram(store.getState())!;
    const g = solution!.choice.findIndex((option) => option > 0);
    const choice = solution!.choice.map((option, at) => (at === g ? option - 1 : option));
    const now = store.getState().decisions;
    store.setState({ decisions: { ...now, heldPlan: heldPlanOf(program, choice, 'swap search', now) } });
    expect(selectHeldPlan(store.getState())).not.toBeNull();

    const told = selectNextChanges(store.getState());
    expect(told.map(({ cost, direction, budget }) => [cost, direction, budget])).toEqual(
      known.map(({ cost, direction, budget }) => [cost, direction, budget]),
    );
    for (const change of told) {
      const differing = program.groups.filter((_, at) => change.choice[at] !== choice[at]);
      expect(change.moves.map(({ id }) => id).sort()).toEqual(differing.map(({ id }) => id).sort());
      for (const { id, from } of change.moves) {
        const at = program.groups.findIndex((group) => group.id === id);
        const { weightBits, activationBits } = program.groups[at]!.options[choice[at]!]!;
        expect(from).toBe(`${weightBits}/${activationBits}`);
      }
      expect(change.sensitivity).toBe(objectiveOf(program, change.choice));
    }
  });
});

describe('a plan from before', () => {
  it('is one whose question lacks scores', async () => {
    const { store } = await explainedStudio();
    expect(selectIsPlanBefore(store.getState())).toBe(false);
    store.setState({ aqs: {} });
    expect(store.getState().plan).not.toBeNull();
    expect(selectIsPlanBefore(store.getState())).toBe(true);
  });
});
