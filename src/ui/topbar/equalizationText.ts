import type { Model } from '../../core/model/Model.ts';
import { equalizablePairs } from '../../core/quantize/equalizablePairs.ts';

/** What equalization can do with this network: a sentence after a space; empty while there is none. */
export function equalizationText(model: Model | null): string {
  if (!model) return '';
  const { pairs, blocked } = equalizablePairs(model);
  const names = [...new Set(blocked.map(({ activation }) => activation))].join(' or ');
  const stopped = blocked.length > 0 ? `${names} stands in the way of ${blocked.length}` : '';
  if (pairs.length === 0)
    return ` Nothing to do here: ${stopped ? `${stopped} ${blocked.length === 1 ? 'pair' : 'pairs'} of layers` : 'no two layers follow each other alone'}.`;
  return ` Here: ${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'} of layers${stopped && `; ${stopped}`}.`;
}
