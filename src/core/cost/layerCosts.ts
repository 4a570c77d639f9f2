import type { Layer } from '../model/Layer.ts';
import type { CostName, SumCost } from '../plan/Program.ts';
import { type Pair, pairKey } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { gbops } from './gbops.ts';
import { latencyMs } from './latencyMs.ts';
import { sizeBytes } from './sizeBytes.ts';

/** size in bytes, bops in 1e9 bit operations, latency in ms (absent when the profile lacks a fact it needs). */
export type Costs = Readonly<Partial<Record<CostName, number>>>;

/** What each cost is, in the order of lists and files. */
export const costFunctions: Readonly<
  Record<SumCost, (layer: Layer, pair: Pair, profile: Profile) => number | null>
> = { size: sizeBytes, bops: gbops, latency: latencyMs };

export const costNames = Object.keys(costFunctions) as readonly SumCost[];

/** Profiles and layers are never changed in place, and totals ask for the same costs at every step of a budget. */
const known = new WeakMap<Profile, WeakMap<Layer, Map<string, Costs>>>();

/** Costs of one layer at one pair, per image. */
export function layerCosts(layer: Layer, pair: Pair, profile: Profile): Costs {
  const layers = known.get(profile) ?? new WeakMap<Layer, Map<string, Costs>>();
  known.set(profile, layers);
  const pairs = layers.get(layer) ?? new Map<string, Costs>();
  layers.set(layer, pairs);
  const key = pairKey(pair);
  const costs = pairs.get(key) ?? groupCosts([layer], pair, profile);
  pairs.set(key, costs);
  return costs;
}

/** Costs of layers that run at one pair: sums, weights that several layers share stored once. */
export function groupCosts(layers: readonly Layer[], pair: Pair, profile: Profile): Costs {
  const costs: Partial<Record<SumCost, number>> = {};
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
