import type { AqsTable, Distance } from '../sensitivity/AqsTable.ts';
import { layerAqs } from './groupAqs.ts';
import type { StepAqs } from './Lowering.ts';

/**
 * Step AQS from a table that was measured against float: AQS at the narrower pair less AQS at the wider one, never below
 * 0. It stands in where steps were not measured; errors of two steps that are independent add up like this. Throws an
 * Error naming the layer and pair where AQS is missing.
 */
export function stepFromFloat(table: AqsTable, distance: Distance = 'nmse'): StepAqs {
  return (layer, from, to) => {
    const [wide, narrow] = [from, to].map((pair) => {
      const aqs = layerAqs(table, layer, pair, distance);
      if (aqs !== null) return aqs;
      throw new Error(
        `Layer "${layer}" is not measured at ${pair.weightBits}/${pair.activationBits} bits; measure it first.`,
      );
    });
    return Math.max(0, narrow! - wide!);
  };
}
