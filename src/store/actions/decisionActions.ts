import type { CostName } from '../../core/plan/Program.ts';
import { carriedBudgets } from '../defaultBudgets.ts';
import { initialDecisions } from '../initialState.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { Decisions, StudioActions } from '../StudioState.ts';
import { selectBudgetRanges } from '../selectors/selectBudgetRanges.ts';

type DecisionActions = Pick<
  StudioActions,
  | 'setProfile'
  | 'setBudget'
  | 'setMainBudget'
  | 'pin'
  | 'clearPins'
  | 'setAggregate'
  | 'setDistance'
  | 'undo'
  | 'redo'
>;

/** Moves of one slider closer together than this are one step of undo. */
const gestureMs = 800;

/** What the user decides: each call is one step of undo. */
export function decisionActions({ store, host }: Pick<StudioParts, 'store' | 'host'>): DecisionActions {
  let lastBudgetMove = { cost: '', at: Number.NEGATIVE_INFINITY };

  const decide = (change: Partial<Decisions>): void =>
    store.setState((state) => ({ decisions: { ...state.decisions, ...change } }));

  /** Without a step of undo of its own: it belongs to the step before. */
  const amend = (change: Partial<Decisions>): void => {
    const history = store.temporal.getState();
    history.pause();
    decide(change);
    history.resume();
  };

  const halfway = (cost: CostName): number => {
    const { min, max } = selectBudgetRanges(store.getState())[cost];
    return (min + max) / 2;
  };

  return {
    setProfile: (id) => {
      const { profiles, decisions } = store.getState();
      if (!profiles[id] || id === decisions.profileId) return;
      const before = store.getState();
      const after = { ...before, decisions: { ...decisions, profileId: id, pins: {} } };
      decide({ profileId: id, pins: {}, ...carriedBudgets(before, after) });
    },
    setBudget: (cost, limit) => {
      const { budgets } = store.getState().decisions;
      if (limit === null) {
        const { [cost]: _removed, ...rest } = budgets;
        if (Object.keys(rest).length > 0 && cost in budgets)
          decide({ budgets: rest, mainBudget: mainOf(store.getState().decisions.mainBudget, rest) });
        return;
      }
      if (!Number.isFinite(limit) || budgets[cost] === limit) return;
      const at = host.now();
      const sameGesture = lastBudgetMove.cost === cost && at - lastBudgetMove.at < gestureMs;
      lastBudgetMove = { cost, at };
      (sameGesture ? amend : decide)({ budgets: { ...budgets, [cost]: limit } });
    },
    setMainBudget: (cost) => {
      const { decisions, plan } = store.getState();
      if (cost === decisions.mainBudget || !selectBudgetRanges(store.getState())[cost].available) return;
      if (decisions.budgets[cost] !== undefined) return decide({ mainBudget: cost });
      // The new instrument starts where the plan stands, in place of the old one.
      const { [decisions.mainBudget]: _old, ...others } = decisions.budgets;
      decide({ mainBudget: cost, budgets: { ...others, [cost]: plan?.totals[cost] ?? halfway(cost) } });
    },
    pin: (groupId, pairKey) => {
      const { [groupId]: _old, ...others } = store.getState().decisions.pins;
      decide({ pins: pairKey === null ? others : { ...others, [groupId]: pairKey } });
    },
    clearPins: () => {
      if (Object.keys(store.getState().decisions.pins).length > 0) decide({ pins: initialDecisions.pins });
    },
    setAggregate: (aggregate) => decide({ aggregate }),
    setDistance: (distance) => decide({ distance }),
    undo: () => {
      lastBudgetMove = { cost: '', at: Number.NEGATIVE_INFINITY };
      store.temporal.getState().undo();
    },
    redo: () => {
      lastBudgetMove = { cost: '', at: Number.NEGATIVE_INFINITY };
      store.temporal.getState().redo();
    },
  };
}

function mainOf(main: CostName, budgets: Decisions['budgets']): CostName {
  return main in budgets ? main : ((Object.keys(budgets)[0] as CostName | undefined) ?? main);
}
