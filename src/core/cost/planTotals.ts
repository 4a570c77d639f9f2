import type { Layer } from '../model/Layer.ts';
import type { Model } from '../model/Model.ts';
import { type Pair, pairKey } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { pairsFor, samePair } from '../profile/pairsFor.ts';
import { layerCosts } from './layerCosts.ts';
import { peakActivationBytes } from './peakActivationBytes.ts';
import { planConversions } from './planConversions.ts';

export interface PlanTotals {
  readonly sizeBytes: number;
  /** 1e9 bit operations per image. */
  readonly gbops: number;
  /** With `conversionMs`, as far as that is known. Null when the profile cannot price every layer at its pair. */
  readonly latencyMs: number | null;
  /** Tensors that are written at one width and read at another. */
  readonly conversions: number;
  /** What these cost; null when the profile has no price for them, and then `latencyMs` is without it. */
  readonly conversionMs: number | null;
  /** Largest sum of live activations, bytes per image. */
  readonly activationBytes: number;
}

export interface TotalsInput {
  readonly model: Model;
  readonly layers: readonly Layer[];
  readonly profile: Profile;
}

const float32: Pair = { weightBits: 32, activationBits: 32, weightFloat: true, activationFloat: true };

/** Totals of a whole network when each layer runs at `pairOf(layer)`; null means float32. */
export function planTotals(
  { model, layers, profile }: TotalsInput,
  pairOf: (layer: Layer) => Pair | null,
): PlanTotals {
  const stored = new Map<number, number>();
  let bops = 0;
  let latency: number | null = (profile.latency_model.inference_overhead_s?.value ?? 0) * 1000;
  for (const layer of layers) {
    const costs = layerCosts(layer, pairOf(layer) ?? float32, profile);
    stored.set(layer.weightTensor, Math.max(stored.get(layer.weightTensor) ?? 0, costs.size ?? 0));
    bops += costs.bops ?? 0;
    latency = latency === null || costs.latency === undefined ? null : latency + costs.latency;
  }
  const { conversions, ms: conversionMs } = planConversions(model, layers, profile, pairOf);
  return {
    sizeBytes: [...stored.values()].reduce((total, n) => total + n, 0),
    gbops: bops,
    latencyMs: layers.length === 0 || latency === null ? null : latency + (conversionMs ?? 0),
    conversions: conversions.length,
    conversionMs,
    activationBytes: peakActivationBytes(model, layers, pairOf).bytes,
  };
}

/** One row of the totals table. */
export interface NamedTotals extends PlanTotals {
  /** `float`, `8/8`, ... */
  readonly label: string;
  readonly pair: Pair | null;
  /** False where some layer cannot run the pair and is counted at its nearest wider one. */
  readonly exact: boolean;
}

/** The pair itself where the profile runs it for this layer, else its narrowest wider one, else its widest; null: float. */
export function nearestPair(profile: Profile, layer: Layer, pair: Pair): Pair | null {
  const pairs = pairsFor(profile, layer.kind);
  const wider = pairs.filter(
    (p) => p.weightBits >= pair.weightBits && p.activationBits >= pair.activationBits,
  );
  return pairs.find((p) => samePair(p, pair)) ?? wider[0] ?? pairs.at(-1) ?? null;
}

/** Float, then every w = a width that the profile has for any layer, widest first: the rows a plan is compared with. */
export function referenceTotals(input: TotalsInput): readonly NamedTotals[] {
  const { layers, profile } = input;
  const pairs = layers
    .flatMap((layer) => pairsFor(profile, layer.kind))
    .filter((pair) => pair.weightBits === pair.activationBits && !pair.weightFloat && !pair.activationFloat);
  const widths = [...new Set(pairs.map((pair) => pair.weightBits))].sort((a, b) => b - a);
  return [
    { label: 'float', pair: null, exact: true, ...planTotals(input, () => null) },
    ...widths.map((bits) => {
      const pair: Pair = { weightBits: bits, activationBits: bits };
      const at = (layer: Layer): Pair | null => nearestPair(profile, layer, pair);
      const exact = layers.every((layer) => pairKey(at(layer) ?? pair) === pairKey(pair));
      return { label: `${bits}/${bits}`, pair, exact, ...planTotals(input, at) };
    }),
  ];
}
