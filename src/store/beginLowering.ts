import type { LoweringState } from './LoweringState.ts';
import type { LoweringRun } from './loweringRun.ts';
import type { StudioState } from './StudioState.ts';
import { selectLayers } from './selectors/selectLayers.ts';
import {
  loweringImages,
  loweringQuestion,
  selectCriterion,
  selectLoweringEvaluations,
} from './selectors/selectLowering.ts';
import { selectProgram } from './selectors/selectProgram.ts';

/** A search as things stand, before its first plan; null while there is no program. */
export function beginLowering(
  state: StudioState,
  id: number,
): { readonly run: LoweringRun; readonly lowering: LoweringState } | null {
  const held = selectProgram(state);
  if (!held) return null;
  const { loweringSettings: settings, decisions, aqs } = state;
  const smallest = settings.search === 'smallest';
  const common = {
    id,
    settings,
    criterion: selectCriterion(state),
    // Step by step, the criterion alone says how far to go.
    program: smallest ? held : { ...held, budgets: {} },
    cost: smallest ? settings.cost : decisions.mainBudget,
    images: loweringImages(state),
    distance: decisions.distance,
    question: loweringQuestion(state, settings),
  };
  return {
    run: {
      ...common,
      aqs,
      steps: null,
      macs: new Map(selectLayers(state).map(({ name, macs }) => [name, macs])),
      measured: new Map(),
      solved: new Map(),
      times: [],
      seen: 0,
    },
    lowering: {
      ...common,
      phase: 'running',
      pausing: false,
      lines: [],
      trying: null,
      present: null,
      frozen: [],
      evaluations: 0,
      left: selectLoweringEvaluations(state) ?? 0,
      evaluationMs: null,
      outcome: null,
      note: null,
      used: false,
    },
  };
}
