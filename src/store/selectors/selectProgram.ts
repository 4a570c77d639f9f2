import { buildProgram, missingAqs, type ProgramInput } from '../../core/plan/buildProgram.ts';
import type { Program } from '../../core/plan/Program.ts';
import { type ScoreVariant, scoreVariants } from '../../core/plan/scoreVariants.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import type { AqsEntry, AqsTable } from '../../core/sensitivity/AqsTable.ts';
import type { StudioState } from '../StudioState.ts';
import { createSelector } from './createSelector.ts';
import { selectGroups } from './selectGroups.ts';
import { selectLayers } from './selectLayers.ts';
import { selectProfile } from './selectProfile.ts';

const noBudgets = {};

const aggregateOf = (state: StudioState) => state.decisions.aggregate;
const distanceOf = (state: StudioState) => state.decisions.distance;
const pinsOf = (state: StudioState) => state.decisions.pins;

/** Layers whose AQS is still missing at some pair. */
export const selectMissing = createSelector(
  [selectGroups, (state) => state.aqs, distanceOf],
  (groups, aqs, distance): readonly string[] => missingAqs(groups, aqs, distance),
);

/** Groups that the user or the rules made of layers without a common pair: nothing can be solved until they are undone. */
const selectSolvable = createSelector(
  [selectGroups],
  (groups): boolean => groups.length > 0 && groups.every((group) => group.pairs.length > 0),
);

/** What the selection problem is built of, without budgets; null until the AQS table is full. */
const selectProgramInput = createSelector(
  [
    selectSolvable,
    selectMissing,
    (state) => state.model,
    selectGroups,
    selectLayers,
    selectProfile,
    (state) => state.aqs,
    aggregateOf,
    distanceOf,
    pinsOf,
  ],
  (
    solvable,
    missing,
    loaded,
    groups,
    layers,
    profile,
    aqs,
    aggregate,
    distance,
    pins,
  ): ProgramInput | null =>
    loaded && profile && solvable && missing.length === 0
      ? {
          model: loaded.model,
          groups,
          layers,
          aqs,
          profile,
          aggregate,
          distance,
          pins,
          budgets: noBudgets,
        }
      : null,
);

/** The selection problem without its budgets, which move with the slider; null until the AQS table is full. */
export const selectUnlimitedProgram = createSelector(
  [selectProgramInput],
  (input): Program | null => input && buildProgram(input),
);

/** The same without budgets in other scores that are whole. */
export const selectScoreVariants = createSelector([selectProgramInput], (input): readonly ScoreVariant[] =>
  input ? scoreVariants(input) : [],
);

/** The selection problem as it stands; null until the AQS table is full. Options are in the order of `Group.pairs`. */
export const selectProgram = createSelector(
  [selectUnlimitedProgram, (state) => state.decisions.budgets],
  (program, budgets): Program | null => {
    if (!program) return null;
    const priced = Object.keys(program.units ?? budgets);
    const held = Object.entries(budgets).filter(([cost]) => priced.includes(cost));
    return { ...program, budgets: Object.fromEntries(held) };
  },
);

/** The same groups and costs with no AQS: what budgets can be set to is known before anything is measured. */
export const selectCostProgram = createSelector(
  [selectSolvable, (state) => state.model, selectGroups, selectLayers, selectProfile, pinsOf],
  (solvable, loaded, groups, layers, profile, pins): Program | null => {
    if (!loaded || !profile || !solvable) return null;
    const aqs: Record<string, AqsTable[string]> = {};
    for (const group of groups) {
      const entries = Object.fromEntries(group.pairs.map((pair) => [pairKey(pair), lossless]));
      for (const layer of group.layers) aqs[layer] = { layer, images: 0, entries };
    }
    return buildProgram({
      model: loaded.model,
      groups,
      layers,
      aqs,
      profile,
      aggregate: 'sum',
      distance: 'nmse',
      pins,
      budgets: noBudgets,
    });
  },
);

const lossless: AqsEntry = {
  nmse: 0,
  sqnr: Number.POSITIVE_INFINITY,
  cosine: 0,
  histogramKl: 0,
  maxError: 0,
  halves: [0, 0],
};
