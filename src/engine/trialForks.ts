import type { Layer } from '../core/model/Layer.ts';
import type { EvaluateRequest } from '../core/ports.ts';
import type { LayerWidths, Widths } from '../core/quantize/Widths.ts';

export interface TrialFork {
  /** Of the trial in the request. */
  readonly index: number;
  /** The base's with the trial's changes. */
  readonly widths: Widths;
  /** The first node that runs otherwise than in the base; Infinity: none does. */
  readonly from: number;
}

/** Where each trial leaves the base, in the order in which they do. All layers named are the model's. */
export function trialForks(
  { base = {}, trials, prefix }: EvaluateRequest,
  layers: readonly Layer[],
): readonly TrialFork[] {
  const nodes = new Map(layers.map((layer) => [layer.name, layer.node]));
  return trials
    .map((changes, index): TrialFork => {
      const changed = Object.entries(changes).filter(([name, widths]) => !sameWidths(widths, base[name]));
      const first = Math.min(...changed.map(([name]) => nodes.get(name)!));
      return { index, widths: { ...base, ...changes }, from: prefix === false ? 0 : first };
    })
    .sort((a, b) => a.from - b.from || a.index - b.index);
}

/** Multiply-accumulates of the base, as far as trials need it, and of every trial from its fork on; for one image. */
export function forkMacs(forks: readonly TrialFork[], layers: readonly Layer[]): number {
  const macsOf = (runs: (layer: Layer) => boolean): number =>
    layers.reduce((n, layer) => n + (runs(layer) ? layer.macs : 0), 0);
  // A trial that changes nothing takes the base's own output.
  const last = Math.max(0, ...forks.map(({ from }) => from));
  const base = macsOf(({ node }) => node < last);
  return forks.reduce((n, { from }) => n + macsOf(({ node }) => node >= from), base);
}

function sameWidths(a: LayerWidths | undefined, b: LayerWidths | undefined): boolean {
  return a?.weights === b?.weights && a?.input === b?.input;
}
