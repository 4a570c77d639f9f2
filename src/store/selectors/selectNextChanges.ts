import { changeFrom, type NextChange } from '../../core/plan/explainPlan.ts';
import { previousChoice } from '../../core/plan/previousChoice.ts';
import { selectHeldPlan } from '../heldPlan.ts';
import { createSelector } from './createSelector.ts';
import { selectProgram } from './selectProgram.ts';

const none: readonly NextChange[] = [];

/**
 * The next other optimum as a budget moves, by budget and direction, told of the plan on screen: a held plan is left for it,
 * so that more groups change than between the optima. Of an older answer until there are newer ones.
 */
export const selectNextChanges = createSelector(
  [({ explanation }) => explanation?.plan?.next ?? none, selectHeldPlan, selectProgram],
  (next, held, program): readonly NextChange[] => {
    const from = held && program ? previousChoice(program, held) : undefined;
    if (!program || !from || from.includes(-1)) return next;
    return next.map((change) =>
      program.budgets[change.cost] !== undefined && change.choice.length === from.length
        ? changeFrom(program, from, change)
        : change,
    );
  },
);
