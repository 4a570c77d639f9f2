import { layerCosts } from '../cost/layerCosts.ts';
import { measuredLatency } from '../cost/measuredLatency.ts';
import type { Layer } from '../model/Layer.ts';
import { layerAqs } from '../plan/groupAqs.ts';
import type { Plan } from '../plan/makePlan.ts';
import type { Pair } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import type { AqsTable, Distance } from '../sensitivity/AqsTable.ts';

const header = [
  'layer',
  'kind',
  'group',
  'w_bits',
  'a_bits',
  'parameters',
  'macs',
  'gbops',
  'size_bytes',
  'latency_ms',
  'aqs',
];

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value)))
    return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function latencyOrigin(profile: Profile, layer: Layer, pair: Pair | undefined): string {
  return pair && measuredLatency(profile, layer, pair) !== null ? 'measured' : 'roofline';
}

/**
 * RFC 4180, one row per layer in the model's order; what is not known is an empty field. Layers in no group are float:
 * 32 bits, group empty. On a profile with a measured table `latency_from` says where each time is from. `w_bits` and `a_bits` are plain numbers, float or not.
 */
export function planCsv(input: {
  readonly layers: readonly Layer[];
  readonly plan: Plan;
  readonly profile: Profile;
  readonly aqs: AqsTable;
  readonly distance: Distance;
  /** Kind of the data behind the AQS, as a last column: made-up input must be seen in every file. */
  readonly dataKind?: 'images' | 'array' | 'synthetic';
}): string {
  const groupOf = new Map(
    input.plan.groups.flatMap((group) => group.layers.map((layer) => [layer, group.id])),
  );
  // Which times are measured is only a question where there is a table.
  const hasTable = (input.profile.latency_model.table?.length ?? 0) > 0;
  const rows = input.layers.map((layer) => {
    const pair = input.plan.pairs[layer.name];
    const costs = layerCosts(
      layer,
      pair ?? { weightBits: 32, activationBits: 32, weightFloat: true, activationFloat: true },
      input.profile,
    );
    return [
      layer.name,
      layer.kind,
      groupOf.get(layer.name),
      pair?.weightBits ?? 32,
      pair?.activationBits ?? 32,
      layer.parameters,
      layer.macs,
      costs.bops,
      costs.size,
      costs.latency,
      pair ? layerAqs(input.aqs, layer.name, pair, input.distance) : 0,
      ...(hasTable ? [latencyOrigin(input.profile, layer, pair)] : []),
      ...(input.dataKind ? [input.dataKind] : []),
    ];
  });
  return [[...header, ...(hasTable ? ['latency_from'] : []), ...(input.dataKind ? ['data'] : [])], ...rows]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
}
