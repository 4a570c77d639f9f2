import type { Pair } from '../profile/Pair.ts';
import { type AqsTable, type Distance, isReaching } from '../sensitivity/AqsTable.ts';
import { stepKey } from '../sensitivity/stepKey.ts';
import { layerAqs, scoreOf } from './groupAqs.ts';
import type { StepAqs } from './Lowering.ts';
import { stepFromFloat } from './stepFromFloat.ts';

/**
 * Step AQS as measured (METHOD section 3, claim 9). A step compares two outputs of the layer itself; where the distance is one
 * of the network's output its nmse is multiplied with the layer's gain, damage over local error at the narrower pair, as
 * propagated AQS is. A step that is not in the table comes from `stepFromFloat`, by the same distance.
 * @param steps entries by `stepKey`
 * @param table AQS against float: for gains, and for steps that were not measured
 */
export function measuredSteps(steps: AqsTable, table: AqsTable, distance: Distance = 'nmse'): StepAqs {
  const fallback = stepFromFloat(table, distance);
  return (layer, from, to) => {
    const entry = steps[layer]?.entries[stepKey({ from, to })];
    const gain = isReaching(distance) ? gainOf(table, layer, to, distance) : 1;
    const step = entry && scoreOf(entry, isReaching(distance) ? 'nmse' : distance);
    return step === undefined || step === null || gain === null ? fallback(layer, from, to) : step * gain;
  };
}

/** Damage at the network's output over the error of the layer's own; null where either is not known. */
function gainOf(table: AqsTable, layer: string, pair: Pair, distance: Distance): number | null {
  const [damage, local] = [distance, 'nmse' as const].map((each) => layerAqs(table, layer, pair, each));
  return typeof damage === 'number' && local ? damage / local : null;
}
