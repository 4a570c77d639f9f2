import { groupCosts } from '../cost/layerCosts.ts';
import type { PlanFile } from '../exports/PlanFile.ts';
import type { Layer } from '../model/Layer.ts';
import { sumCosts } from '../plan/exactTotals.ts';
import type { Option, Program } from '../plan/Program.ts';
import { parsePair } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';

/**
 * The selection problem that an exported plan was made from, and the plan as a choice of it: its own groups, the pairs that it
 * has AQS for, costs by the profile. Budgets and pins are not taken over; of peak activation memory it knows nothing. Throws an
 * Error naming a layer that the model does not have.
 */
export function planProgram(
  plan: PlanFile,
  layers: readonly Layer[],
  profile: Profile,
): { readonly program: Program; readonly choice: readonly number[] } {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const choice: number[] = [];
  const groups = plan.groups.map((group) => {
    const members = group.layers.map((name) => {
      const layer = byName.get(name);
      if (!layer) throw new Error(`The plan has a layer "${name}" that the model does not have.`);
      return layer;
    });
    const keys = [...new Set([...Object.keys(group.aqs), group.pair])];
    choice.push(keys.indexOf(group.pair));
    const options = keys.map((key): Option => {
      const pair = parsePair(key);
      const sensitivity = group.aqs[key] ?? group.sensitivity;
      return { ...pair, sensitivity, costs: groupCosts(members, pair, profile) };
    });
    return { id: group.id, layers: group.layers, options };
  });
  // What the plan pays besides its groups: a constant per inference, layers that stay float.
  const fixed = Object.fromEntries(
    sumCosts.flatMap((cost) => {
      const total = plan.totals[cost];
      const own = groups.reduce(
        (sum, { options }, g) => sum + (options[choice[g]!]!.costs[cost] ?? Number.NaN),
        0,
      );
      const rest = total === undefined ? Number.NaN : total - own;
      return rest > 1e-9 * own ? [[cost, rest] as const] : [];
    }),
  );
  return { program: { groups, budgets: {}, fixed }, choice };
}
