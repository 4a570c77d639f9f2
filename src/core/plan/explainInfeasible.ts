import { budgetedCosts, fits, totalOf } from './exactTotals.ts';
import { costWord, limitText } from './explainTexts.ts';
import { cheapestChoice, leastTotal } from './leastTotal.ts';
import type { Budgets, CostName, Infeasible, PlanPeak, Program } from './Program.ts';
import { peakGroups, planPeak } from './planPeak.ts';

const without = (budgets: Budgets, dropped: readonly CostName[]): Budgets =>
  Object.fromEntries(Object.entries(budgets).filter(([cost]) => !dropped.includes(cost as CostName)));

/** Groups by what they cost at a choice, dearest first, pinned ones before the rest. */
function heaviest(program: Program, choice: readonly number[], cost: CostName): readonly string[] {
  if (cost === 'memory') {
    const isPinned = (g: number): boolean => program.groups[g]!.pin !== undefined;
    return peakGroups(program, choice)
      .toSorted((a, b) => Number(isPinned(b)) - Number(isPinned(a)))
      .slice(0, 5)
      .map((g) => program.groups[g]!.id);
  }
  return program.groups
    .map((group, g) => ({ group, weight: group.options[choice[g]!]!.costs[cost] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .toSorted(
      (a, b) => Number(b.group.pin !== undefined) - Number(a.group.pin !== undefined) || b.weight - a.weight,
    )
    .slice(0, 5)
    .map(({ group }) => group.id);
}

/** Four significant digits, never below the value: typed in, it is feasible. */
function roundUp(value: number): number {
  if (value <= 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 3);
  const up = Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(4));
  return up >= value ? up : Number((up + unit).toPrecision(4));
}

/** `While add1 runs, conv2 (16 kB at 4 bits) and add0 (16 kB at 4 bits) are in memory.` */
function peakSentence(program: Program, { node, tensors }: PlanPeak): string {
  const shown = tensors
    .slice(0, 3)
    .map(({ name, bytes, bits }) => `${name} (${limitText(program, 'memory', bytes)} at ${bits} bits)`);
  const more = tensors.length > 3 ? [`${tensors.length - 3} more`] : [];
  const all = [...shown, ...more];
  const listed = all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? '');
  return `While ${node} runs, ${listed} ${all.length > 1 ? 'are' : 'is'} in memory.`;
}

/**
 * Why no plan holds the budgets: the budget that is nearest to being met (relatively), its smallest limit that can be
 * met with the others and the pins as they are, and the groups that weigh most.
 * @param cheapest the choice with the least total of a cost under given budgets, exactly; null when there is none
 */
export function explainInfeasible(
  program: Program,
  cheapest: (cost: CostName, budgets: Budgets) => readonly number[] | null,
): Infeasible {
  const costs = budgetedCosts(program);
  const limitOf = (cost: CostName): number => program.budgets[cost]!;
  const alone = costs.filter((cost) => !fits(leastTotal(program, cost), limitOf(cost)));
  const candidates = (alone.length > 0 ? alone : costs).map((cost) => {
    const impossible = alone.filter((other) => other !== cost);
    const choice = cheapest(cost, without(program.budgets, [cost, ...impossible]));
    const found = choice ?? cheapestChoice(program, cost);
    return { cost, choice: found, met: choice !== null, nearest: totalOf(program, found, cost) };
  });
  const excess = (c: (typeof candidates)[number]): number =>
    c.nearest / Math.max(limitOf(c.cost), Number.MIN_VALUE);
  const { cost, choice, nearest } = candidates.toSorted(
    (a, b) => Number(b.met) - Number(a.met) || excess(a) - excess(b),
  )[0]!;
  // What stands in the way: of the narrowest plan where memory alone is out of reach.
  const shown = cost === 'memory' && alone.includes(cost) ? cheapestChoice(program, cost) : choice;
  const groups = heaviest(program, shown, cost);
  const peak = cost === 'memory' ? planPeak(program, shown) : null;
  const others = costs.filter((other) => other !== cost);
  const pinned = program.groups.filter((group) => group.pin !== undefined).length;
  const given = [
    ...(others.length > 0 && alone.length === 0
      ? [`with the ${others.map(costWord).join(' and ')} budget as set`]
      : []),
    ...(pinned > 0 ? [`with ${pinned} pinned group${pinned > 1 ? 's' : ''}`] : []),
  ].join(' and ');
  const text = [
    `No plan has ${costWord(cost)} within ${limitText(program, cost, limitOf(cost))}${given ? ` ${given}` : ''}: the least is ${limitText(program, cost, roundUp(nearest))}.`,
    peak ? peakSentence(program, peak) : '',
    groups.length > 0 ? `${groups.slice(0, 3).join(', ')} weigh most.` : '',
    `Raise the ${costWord(cost)} budget to at least that${pinned > 0 ? ', or clear a pin' : ''}.`,
    alone.length > 1
      ? `The ${alone
          .filter((c) => c !== cost)
          .map(costWord)
          .join(' and ')} budget is out of reach, too.`
      : '',
  ].filter(Boolean);
  const said = { budget: cost, limit: limitOf(cost), nearest, groups, text: text.join(' ') };
  return peak ? { ...said, peak } : said;
}
