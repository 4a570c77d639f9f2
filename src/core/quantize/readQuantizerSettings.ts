import { defaultQuantizer, type QuantizerSettings } from './QuantizerSettings.ts';

const ranges = ['min-max', 'percentile', 'mse'];

/** Settings that come from outside (a link, a store), checked; what they lack is off or usual. Null for anything else. */
export function readQuantizerSettings(value: unknown): QuantizerSettings | null {
  if (!isRecord(value)) return null;
  const activations = withDefaults(defaultQuantizer.activations, value.activations);
  const weights = withDefaults(defaultQuantizer.weights, value.weights);
  const { biasCorrection = false, equalize = false } = value;
  if (!activations || !weights || typeof biasCorrection !== 'boolean' || typeof equalize !== 'boolean')
    return null;
  return { activations, weights, biasCorrection, equalize };
}

/** Fields of the same kinds as the usual ones, and no others. */
function withDefaults<T extends QuantizerSettings['activations']>(usual: T, given: unknown): T | null {
  if (given === undefined) return usual;
  if (!isRecord(given)) return null;
  const read = Object.fromEntries(
    Object.entries(usual).map(([name, value]) => [name, given[name] ?? value]),
  ) as unknown as T;
  const { range, percentile, ...flags } = read;
  const valid =
    ranges.includes(range) &&
    Number.isFinite(percentile) &&
    percentile > 0 &&
    percentile <= 100 &&
    Object.values(flags).every((flag) => typeof flag === 'boolean');
  return valid ? read : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
