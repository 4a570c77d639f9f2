import { synthetic } from '../../core/calibration/synthetic.ts';
import type { DataSource } from '../Session.ts';
import { readyMadeSource } from './readyMadeSource.ts';

/** Far from any seed that a user would take for calibration. */
const verificationSeed = 1_000_003;

/** Made-up data: equal for equal seeds, and marked wherever their numbers appear. */
export function syntheticSource(
  seed: number,
  shape: readonly number[],
  range: { low: number; high: number; layout: 'NHWC' | 'NCHW' },
): DataSource {
  const made = (name: string, from: number): DataSource =>
    readyMadeSource('synthetic', `synthetic:${from}`, name, Number.POSITIVE_INFINITY, (count) =>
      synthetic(from, shape, count, range),
    );
  const other = seed + verificationSeed;
  return {
    ...made(`synthetic, seed ${seed}`, seed),
    heldOut: { ...made(`synthetic, seed ${other}`, other), origin: 'made up from another seed' },
  };
}
