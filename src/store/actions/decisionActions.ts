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
  | 'setAqsLimit'
  | 'setTolerance'
  | 'pin'
  | 'clearPins'
  | 'unpin'
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

  /** One move of a slider. */
  const move = (cost: string, change: Partial<Decisions>): void => {
    const at = host.now();
    const sameGesture = lastBudgetMove.cost === cost && at - lastBudgetMove.at < gestureMs;
    lastBudgetMove = { cost, at };
    (sameGesture ? amend : decide)(change);
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
      const { budgets, mainBudget, aqsLimit } = store.getState().decisions;
      // That one follows from the AQS limit.
      if (aqsLimit !== null && cost === mainBudget) return;
      if (limit === null) {
        const { [cost]: _removed, ...rest } = budgets;
        if (Object.keys(rest).length > 0 && cost in budgets)
          decide({ budgets: rest, mainBudget: mainOf(mainBudget, rest) });
        return;
      }
      if (!Number.isFinite(limit) || budgets[cost] === limit) return;
      move(cost, { budgets: { ...budgets, [cost]: limit } });
    },
    setMainBudget: (cost) => {
      const { decisions, plan } = store.getState();
      if (cost === decisions.mainBudget || !selectBudgetRanges(store.getState())[cost].available) return;
      // A limit that followed from the AQS limit is none of the user's.
      const derived = decisions.aqsLimit !== null;
      if (decisions.budgets[cost] !== undefined && !derived) return decide({ mainBudget: cost });
      // The new instrument starts where the plan stands, in place of the old one.
      const { [decisions.mainBudget]: _old, ...others } = decisions.budgets;
      decide({ mainBudget: cost, budgets: { ...others, [cost]: plan?.totals[cost] ?? halfway(cost) } });
    },
    setAqsLimit: (limit) => {
      const { decisions, plan } = store.getState();
      if (limit === decisions.aqsLimit || (limit !== null && !(limit >= 0 && Number.isFinite(limit)))) return;
      if (limit !== null && decisions.aqsLimit !== null) return move('aqs', { aqsLimit: limit });
      const { mainBudget, budgets } = decisions;
      const here = budgets[mainBudget] ?? plan?.totals[mainBudget] ?? halfway(mainBudget);
      decide({ aqsLimit: limit, budgets: { ...budgets, [mainBudget]: here } });
    },
    setTolerance: (tolerance) => {
      if (tolerance >= 0 && tolerance <= 1 && tolerance !== store.getState().decisions.tolerance)
        decide({ tolerance });
    },
    pin: (groupId, pairKey) => {
      const { [groupId]: _old, ...others } = store.getState().decisions.pins;
      decide({ pins: pairKey === null ? others : { ...others, [groupId]: pairKey } });
    },
    clearPins: () => {
      if (Object.keys(store.getState().decisions.pins).length > 0) decide({ pins: initialDecisions.pins });
    },
    unpin: (groupIds) => {
      const { pins } = store.getState().decisions;
      const kept = Object.entries(pins).filter(([id]) => !groupIds.includes(id));
      if (kept.length < Object.keys(pins).length) decide({ pins: Object.fromEntries(kept) });
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
