import type { Layer } from '../model/Layer.ts';
import type { CostName } from '../plan/Program.ts';
import type { Pair } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { gbops } from './gbops.ts';
import { latencyMs } from './latencyMs.ts';
import { sizeBytes } from './sizeBytes.ts';

/** size in bytes, bops in 1e9 bit operations, latency in ms (absent when the profile lacks a fact it needs). */
export type Costs = Readonly<Partial<Record<CostName, number>>>;

/** What each cost is, in the order of lists and files. */
export const costFunctions: Readonly<
  Record<CostName, (layer: Layer, pair: Pair, profile: Profile) => number | null>
> = { size: sizeBytes, bops: gbops, latency: latencyMs };

export const costNames = Object.keys(costFunctions) as readonly CostName[];

/** Costs of one layer at one pair, per image. */
export function layerCosts(layer: Layer, pair: Pair, profile: Profile): Costs {
  return groupCosts([layer], pair, profile);
}

/** Costs of layers that run at one pair: sums, weights that several layers share stored once. */
export function groupCosts(layers: readonly Layer[], pair: Pair, profile: Profile): Costs {
  const costs: Partial<Record<CostName, number>> = {};
  for (const name of costNames) {
    const stored = new Set<number>();
    let total: number | null = 0;
    for (const layer of layers) {
      const cost = costFunctions[name](layer, pair, profile);
      if (cost === null) {
        total = null;
        break;
      }
      if (name === 'size' && stored.has(layer.weightTensor)) continue;
      stored.add(layer.weightTensor);
      total += cost;
    }
    if (total !== null) costs[name] = total;
  }
  return costs;
}
