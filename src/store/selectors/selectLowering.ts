import { inputShapesAt, resolveShapes } from '../../core/model/resolveShapes.ts';
import { pairsOfChoice } from '../../core/plan/choiceOfPairs.ts';
import { loweringEvaluations } from '../../core/plan/loweringEvaluations.ts';
import type { Pair } from '../../core/profile/Pair.ts';
import {
  type Criterion,
  type CriterionKind,
  criterionFacts,
  criterionKinds,
  criterionProblem,
} from '../../core/verify/Criterion.ts';
import { type HeadKind, outputHeads } from '../../core/verify/OutputHead.ts';
import type { LoweringSettings } from '../LoweringState.ts';
import { nothingToVerifyOn } from '../planEvaluator.ts';
import type { StudioState } from '../StudioState.ts';
import { measuredWith } from '../VerifiedPlan.ts';
import { createSelector } from './createSelector.ts';
import { selectBudgetRanges } from './selectBudgetRanges.ts';
import { selectUnlimitedProgram } from './selectProgram.ts';

/** What the network's outputs are judged by. */
export const selectHeadKinds = createSelector([(state) => state.model], (loaded): readonly HeadKind[] => {
  if (!loaded) return [];
  const { model } = loaded;
  return outputHeads(model, resolveShapes(model, inputShapesAt(model, 1, 224))).map(({ kind }) => kind);
});

const isLabelled = ({ verificationData }: StudioState): boolean => (verificationData?.labelled ?? 0) > 0;

/** Why each kind of criterion cannot be judged on this network and these data; null when it can. */
export const selectCriterionProblems = createSelector(
  [selectHeadKinds, isLabelled],
  (heads, labelled): Readonly<Record<CriterionKind, string | null>> => {
    const problemOf = (kind: CriterionKind): string | null => {
      const { classes, labels } = criterionFacts[kind];
      if (classes && heads.length > 0 && !heads.includes('classes'))
        return 'The network has no output of classes; use the SQNR of its outputs.';
      if (labels && !labelled)
        return 'The verification images have no labels: add them (Data, Verification images), or use agreement, SQNR or KL, which compare with the float network.';
      return criterionProblem({ kind, limit: 0 }, { heads, labelled });
    };
    return Object.fromEntries(criterionKinds.map((kind) => [kind, problemOf(kind)])) as Record<
      CriterionKind,
      string | null
    >;
  },
);

const preferred: readonly CriterionKind[] = ['drop', 'agreement', 'sqnr'];

/** The criterion as it is set, or one that these data can answer where none was chosen. */
export const selectCriterion = createSelector(
  [selectCriterionProblems, (state) => state.loweringSettings],
  (problems, { kind, limits }): Criterion => {
    const chosen = kind ?? preferred.find((other) => problems[other] === null) ?? 'sqnr';
    return { kind: chosen, limit: limits[chosen] };
  },
);

/** Images of verification that a plan is measured on. */
export function loweringImages({
  loweringSettings,
  verificationData,
}: Pick<StudioState, 'loweringSettings' | 'verificationData'>): number {
  return Math.min(loweringSettings.images, verificationData?.count ?? 0);
}

/** `bisectBudget` asks no more than so many. */
export const mostProbes = 16;

/** Evaluations that a search with these settings takes at most; null while there is nothing to search. */
export const selectLoweringEvaluations = createSelector(
  [selectUnlimitedProgram, (state) => state.loweringSettings],
  (program, settings): number | null => {
    if (!program) return null;
    if (settings.search === 'smallest') return mostProbes;
    // And the plan of the ILP at the same cost.
    return loweringEvaluations(program.groups, optionsOf(settings)) + 1;
  },
);

export function optionsOf({ aggregate, direction, mode, onFail }: LoweringSettings) {
  return { aggregate, mode, onFail, reverse: direction === 'raise' } as const;
}

/**
 * A mark of everything that a search rests on: decisions that change its program, and what its measurements depend on. The
 * budgets of other costs count only where they hold in it.
 */
export function loweringQuestion(state: StudioState, { search, cost }: LoweringSettings): string {
  const { profileId, pins, assignment, aggregate, distance, budgets } = state.decisions;
  const { [cost]: _searched, ...others } = budgets;
  const held = search === 'smallest' ? Object.entries(others).sort() : null;
  return JSON.stringify([profileId, pins, assignment, aggregate, distance, held, measuredWith(state)]);
}

/** Why no search can start now; null when it can. */
export function whyNotLower(state: StudioState): string | null {
  const { model, jobs, verificationData, loweringSettings } = state;
  if (!model) return 'There is nothing to lower: open a network first.';
  for (const kind of ['open', 'data', 'measure'] as const)
    if (jobs[kind].state === 'running') return 'Something else runs on the engine: start when it is through.';
  if (jobs.verify.state === 'running')
    return 'A verification runs on the engine: start when it is through, or cancel it.';
  if (!selectUnlimitedProgram(state))
    return 'Measure the layers first: the order of the steps comes from AQS.';
  if (!verificationData) return nothingToVerifyOn;
  const problem = selectCriterionProblems(state)[selectCriterion(state).kind];
  if (problem) return problem;
  if (loweringSettings.search === 'smallest') {
    const { available, reason } = selectBudgetRanges(state)[loweringSettings.cost];
    if (!available) return reason;
  }
  return null;
}

/** Pairs of the search's plan by layer, while the picture shows it in place of the plan; null otherwise. */
export const selectPreview = createSelector(
  [
    ({ lowering }) => (lowering && !lowering.used && !lowering.isAside ? lowering.program : null),
    ({ lowering }) =>
      (lowering?.trying?.optimum ? null : lowering?.trying?.choice) ?? lowering?.present?.choice,
  ],
  (program, choice): ReadonlyMap<string, Pair> | null =>
    program && choice ? new Map(Object.entries(pairsOfChoice(program, choice))) : null,
);

const none: readonly string[] = [];

/** Ids of the groups whose pairs are being tried now, where the picture shows it. */
export const selectTrialGroups = ({ lowering }: StudioState): readonly string[] =>
  (lowering?.isAside ? null : lowering?.trying?.groups) ?? none;

/** Their layers. */
export const selectTrialLayers = createSelector(
  [(state) => state.lowering?.program, selectTrialGroups],
  (program, groups): readonly string[] =>
    program && groups.length > 0
      ? program.groups.flatMap(({ id, layers }) => (groups.includes(id) ? layers : []))
      : none,
);
