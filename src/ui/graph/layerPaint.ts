import type { Group } from '../../core/groups/Group.ts';
import type { Layer } from '../../core/model/Layer.ts';
import { type Pair, pairKey } from '../../core/profile/Pair.ts';
import { type SensitivityScale, sensitivityColour } from '../colour/sensitivityColour.ts';
import { formatAqs } from '../format/formatAqs.ts';

/** All that a tick of the budget may change of a layer's mark. */
export interface LayerPaint {
  /** Null: not measured yet, drawn hatched. */
  readonly fill: string | null;
  readonly ink: string;
  /** `8/4`, or empty before the first plan. */
  readonly bits: string;
  /** Lit steps of the left (weights) and right (activations) border, 0 to 4. */
  readonly weightSteps: number;
  readonly activationSteps: number;
  readonly pinned: boolean;
  /** For assistive technology and the tooltip: `layer2_conv1, Conv2D 3x3, 4/8 bits, AQS 0.012`. */
  readonly text: string;
  /** Equal exactly when nothing of the above differs. */
  readonly key: string;
}

export interface PaintInput {
  readonly layers: readonly Layer[];
  readonly groupOf: ReadonlyMap<string, Group>;
  readonly plan: ReadonlyMap<string, Pair>;
  readonly pins: Readonly<Record<string, string>>;
  readonly sensitivity: ReadonlyMap<string, number>;
  readonly scale: SensitivityScale | null;
  /** `AQS` or `SQNR`; the latter is carried negated. */
  readonly unit: 'AQS' | 'SQNR';
}

/** Steps of a stepped border: 2, 4, 8, 16 bits light 1 to 4. */
export function bitSteps(bits: number): number {
  return Math.max(1, Math.min(4, Math.ceil(Math.log2(bits))));
}

/** The paint of every layer, by name. */
export function layerPaints(input: PaintInput): Map<string, LayerPaint> {
  return new Map(input.layers.map((layer) => [layer.name, paintOf(layer, input)]));
}

function paintOf(layer: Layer, { groupOf, plan, pins, sensitivity, scale, unit }: PaintInput): LayerPaint {
  const pair = plan.get(layer.name);
  const value = sensitivity.get(layer.name);
  const colour = value !== undefined && scale ? sensitivityColour(scale, value) : null;
  const group = groupOf.get(layer.name);
  const pinned = group !== undefined && pins[group.id] !== undefined;
  const bits = pair ? pairKey(pair) : '';
  const shown = value === undefined ? null : unit === 'SQNR' ? -value : value;
  const text = [
    layer.name,
    layer.label,
    ...(pair ? [`${bits} bits`] : []),
    shown === null ? 'not measured yet' : `${unit} ${formatAqs(shown)}${unit === 'SQNR' ? ' dB' : ''}`,
    ...(pinned ? ['pinned'] : []),
    ...(group && group.layers.length > 1 ? [`in a group of ${group.layers.length}`] : []),
  ].join(', ');
  return {
    fill: colour?.fill ?? null,
    ink: colour?.ink ?? '',
    bits,
    weightSteps: pair ? bitSteps(pair.weightBits) : 0,
    activationSteps: pair ? bitSteps(pair.activationBits) : 0,
    pinned,
    text,
    key: `${colour?.fill}|${text}`,
  };
}

/** Names whose paint differs: all that a repaint has to touch. */
export function changedPaints(
  before: ReadonlyMap<string, LayerPaint>,
  after: ReadonlyMap<string, LayerPaint>,
): string[] {
  const changed: string[] = [];
  for (const [name, paint] of after) if (before.get(name)?.key !== paint.key) changed.push(name);
  return changed;
}

/** `3x3 /2`, `dw 3x3`, `dense`: what a layer does, for the corner of its mark. */
export function kindLabel(layer: Pick<Layer, 'label'>): string {
  return layer.label
    .replace(/^DepthwiseConv2D/, 'dw')
    .replace(/^Conv2DTranspose/, 'up')
    .replace(/^Conv2D /, '')
    .replace(/^Dense$/, 'dense')
    .replace(/ dilated (\S+)/, ' ·$1')
    .replace(/ (\d+) groups/, ' g$1');
}
