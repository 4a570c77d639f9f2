import type { Layer } from '../model/Layer.ts';
import { pairKey } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { pairsFor } from '../profile/pairsFor.ts';
import { latencyMs } from './latencyMs.ts';
import { measuredLatency } from './measuredLatency.ts';

const cell = (text: string): string => (/[",\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * A table to fill in: one line per layer and pair of the profile, as `readLatencyCsv` reads it. `ms` holds what
 * was measured already and is empty elsewhere (an empty one counts as not measured); `predicted_ms` is the roofline's
 * and is not read.
 */
export function latencyTemplate(layers: readonly Layer[], profile: Profile): string {
  const lines = layers.flatMap((layer) =>
    pairsFor(profile, layer.kind).map((pair) => {
      const measured = measuredLatency(profile, layer, pair);
      const predicted = measured === null ? latencyMs(layer, pair, profile) : null;
      return [
        cell(layer.name),
        ...pairKey(pair).split('/'),
        measured ?? '',
        predicted === null ? '' : Number(predicted.toPrecision(4)),
      ].join(',');
    }),
  );
  return ['layer,w_bits,a_bits,ms,predicted_ms', ...lines].map((line) => `${line}\r\n`).join('');
}
