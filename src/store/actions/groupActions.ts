import { checkMove } from '../../core/groups/checkMove.ts';
import { groupLayers } from '../../core/groups/groupLayers.ts';
import { buildProgram } from '../../core/plan/buildProgram.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions } from '../StudioState.ts';
import { selectLayers } from '../selectors/selectLayers.ts';
import { selectProfile } from '../selectors/selectProfile.ts';
import { selectMissing } from '../selectors/selectProgram.ts';

type GroupActions = Pick<StudioActions, 'moveLayers' | 'checkMove' | 'priceMove' | 'resetGroups'>;

/** Edits of the groups, each checked against the profile's rules. */
export function groupActions({ store, solving }: Pick<StudioParts, 'store' | 'solving'>): GroupActions {
  const check: StudioActions['checkMove'] = (layers, groupId) => {
    const state = store.getState();
    const profile = selectProfile(state);
    if (!state.model || !profile)
      return { ok: false, rule: 'unknown-layer', text: 'There are no groups yet: open a model first.' };
    const input = { model: state.model.model, layers: selectLayers(state), profile };
    return checkMove({ ...input, assignment: state.decisions.assignment }, layers, groupId);
  };

  return {
    checkMove: check,
    moveLayers: (layers, groupId) => {
      const result = check(layers, groupId);
      if (!result.ok) {
        const { text, rule, tensor } = result;
        store.setState({
          notice: { kind: 'refused', text, rule, ...(tensor === undefined ? {} : { tensor }) },
        });
        return false;
      }
      solving.announce(result.text);
      store.setState((state) => ({
        notice: null,
        decisions: { ...state.decisions, assignment: result.assignment },
      }));
      return true;
    },
    priceMove: async (moved, groupId) => {
      const result = check(moved, groupId);
      const state = store.getState();
      const profile = selectProfile(state);
      const layers = selectLayers(state);
      if (!result.ok || !state.model || !profile || !state.plan || selectMissing(state).length > 0)
        return null;
      const groups = groupLayers(state.model.model, layers, profile, result.assignment);
      const { aggregate, distance, budgets, pins } = state.decisions;
      const program = buildProgram({
        model: state.model.model,
        groups,
        layers,
        aqs: state.aqs,
        profile,
        aggregate,
        distance,
        budgets,
        pins,
      });
      const before = state.plan.objective;
      const after = await solving.objectiveOf(program);
      return after === null ? null : after - before;
    },
    resetGroups: () => {
      if (Object.keys(store.getState().decisions.assignment).length === 0) return;
      solving.announce('Groups are automatic again.');
      store.setState((state) => ({ decisions: { ...state.decisions, assignment: {} } }));
    },
  };
}
