import type { Layer } from '../model/Layer.ts';
import { pairKey } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { pairsFor } from '../profile/pairsFor.ts';
import { measuredLatency, rowPairKey } from './measuredLatency.ts';

/** How much of a network a profile's measured table covers; layers by name, in the model's order. */
export interface LatencyCoverage {
  /** Layers with a row at every pair that the profile runs for them. */
  readonly measured: readonly string[];
  /** Layers with rows at some of their pairs: the pairs that are missing, as keys. */
  readonly partly: readonly { readonly layer: string; readonly missing: readonly string[] }[];
  /** Layers without a row. */
  readonly unmeasured: readonly string[];
  /** Layers of the table that the network does not have. */
  readonly strangers: readonly string[];
  /** Rows of its layers at pairs that the profile does not run, e.g. `fc at 3/8`. */
  readonly unused: readonly string[];
}

/** What of the network is measured, what the roofline answers for, and which rows are for nothing. */
export function latencyCoverage(profile: Profile, layers: readonly Layer[]): LatencyCoverage {
  const measured: string[] = [];
  const partly: { layer: string; missing: readonly string[] }[] = [];
  const unmeasured: string[] = [];
  const runs = new Map<string, ReadonlySet<string>>();
  for (const layer of layers) {
    const pairs = pairsFor(profile, layer.kind);
    const missing = pairs.filter((pair) => measuredLatency(profile, layer, pair) === null);
    if (missing.length === pairs.length) unmeasured.push(layer.name);
    else if (missing.length > 0) partly.push({ layer: layer.name, missing: missing.map(pairKey) });
    else measured.push(layer.name);
    runs.set(layer.name, new Set(pairs.map(pairKey)));
  }
  const rows = (profile.latency_model.table ?? []).flatMap((row) =>
    row.layer === undefined ? [] : [{ layer: row.layer, key: rowPairKey(row) }],
  );
  return {
    measured,
    partly,
    unmeasured,
    strangers: [...new Set(rows.map(({ layer }) => layer))].filter((layer) => !runs.has(layer)),
    unused: rows
      .filter(({ layer, key }) => runs.get(layer)?.has(key) === false)
      .map(({ layer, key }) => `${layer} at ${key}`),
  };
}

/** Names, the first few of many. */
function few(names: readonly string[], most = 5, between = ', '): string {
  const more = names.length > most ? `${between}and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(between)}${more}`;
}

/** `12 of 20 layers measured, 3 more at some pairs; the rest from the roofline.` */
export function coverageText({ measured, partly, unmeasured }: LatencyCoverage): string {
  const all = measured.length + partly.length + unmeasured.length;
  const some = partly.length > 0 ? `, ${partly.length} more at some pairs` : '';
  const rest = partly.length + unmeasured.length > 0 ? '; the rest from the roofline' : '';
  return `${measured.length} of ${all} layers measured${some}${rest}.`;
}

/** All that is to be said of what a table covers, a sentence each. */
export function coverageSentences(coverage: LatencyCoverage): readonly string[] {
  return [coverageText(coverage), ...coverageProblems(coverage)];
}

/** Sentences naming what is not measured and which rows of the table are for nothing; empty when all fits. */
export function coverageProblems(coverage: LatencyCoverage): readonly string[] {
  const { partly, unmeasured, strangers, unused } = coverage;
  const parts = partly.map(({ layer, missing }) => `${layer} (${few(missing, 4, ' ')})`);
  return [
    ...(unmeasured.length > 0 ? [`Not measured: ${few(unmeasured)}.`] : []),
    ...(parts.length > 0 ? [`Measured without these pairs: ${few(parts)}.`] : []),
    ...(strangers.length > 0
      ? [`The network has no layer ${few(strangers)}: check the names in the table.`]
      : []),
    ...(unused.length > 0 ? [`The profile does not run ${few(unused)}: these rows are not used.`] : []),
  ];
}
