import { type UniformPlan, uniformPlans } from '../../core/plan/uniformPlans.ts';

import { createSelector } from './createSelector.ts';
import { selectUnlimitedProgram } from './selectProgram.ts';

const none: readonly UniformPlan[] = [];

/** One plan per pair on offer, ascending: the labelled points on the trade-off curve. Empty until the table is full. */
export const selectUniformPlans = createSelector(
  [selectUnlimitedProgram],
  (program): readonly UniformPlan[] => (program ? uniformPlans(program) : none),
);
