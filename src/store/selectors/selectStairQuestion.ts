import type { Budgets, CostName, Program } from '../../core/plan/Program.ts';
import type { StudioState } from '../StudioState.ts';
import { createSelector } from './createSelector.ts';
import { selectUnlimitedProgram } from './selectProgram.ts';

/** Whose staircase: the program with all budgets but the one that moves. */
export interface StairQuestion {
  readonly program: Program;
  readonly cost: CostName;
}

/** As text, so that a move of the main budget leaves it the same. */
const otherBudgets = ({ decisions: { budgets, mainBudget } }: StudioState): string =>
  JSON.stringify(Object.entries(budgets).filter(([cost]) => cost !== mainBudget));

/** The same object as long as only the main budget's limit moves; null until the AQS table is full. */
export const selectStairQuestion = createSelector(
  [
    selectUnlimitedProgram,
    (state) => state.decisions.mainBudget,
    otherBudgets,
    ({ decisions: { budgets, mainBudget } }) => mainBudget in budgets,
  ],
  (program, cost, others, isOn): StairQuestion | null => {
    if (!program || !isOn) return null;
    const isPriced = (name: string): boolean => !program.units || name in program.units;
    if (!isPriced(cost)) return null;
    const held = (JSON.parse(others) as [CostName, number][]).filter(([name]) => isPriced(name));
    return { program: { ...program, budgets: Object.fromEntries(held) as Budgets }, cost };
  },
);
