import { layerCosts } from '../cost/layerCosts.ts';
import type { Layer } from '../model/Layer.ts';
import { layerAqs } from '../plan/groupAqs.ts';
import type { Plan } from '../plan/makePlan.ts';
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

/**
 * RFC 4180, one row per layer in the model's order; what is not known is an empty field. Layers in no group are float:
 * 32 bits, group empty. `w_bits` and `a_bits` are plain numbers, float or not.
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
      ...(input.dataKind ? [input.dataKind] : []),
    ];
  });
  return [[...header, ...(input.dataKind ? ['data'] : [])], ...rows]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
}
