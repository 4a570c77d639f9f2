/** What is known of the calibration data once they are in the network's form. */
export interface DataFacts {
  readonly kind: 'images' | 'array' | 'synthetic';
  readonly count: number;
  /** Of one sample. */
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Values that are NaN or infinite. */
  readonly bad?: number;
}

/** Fewer samples than this make AQS, and above all its spread, a matter of luck. */
const fewSamples = 8;

/** What looks wrong about data for a network that wants samples of `wanted` (null: any length). One sentence each. */
export function checkData(data: DataFacts, wanted: readonly (number | null)[]): string[] {
  const warnings: string[] = [];
  const fits =
    data.shape.length === wanted.length &&
    wanted.every((length, axis) => length === null || length === data.shape[axis]);
  if (!fits)
    warnings.push(
      `Each sample is [${data.shape.join(', ')}], but the network reads [${wanted.map((length) => length ?? '?').join(', ')}]: resize or transpose the data.`,
    );
  if ((data.bad ?? 0) > 0 || Number.isNaN(data.mean))
    warnings.push(`${data.bad || 'Some'} values are not finite numbers: remove the broken samples.`);
  else if (data.min === data.max)
    warnings.push(`All values are ${number(data.min)}: these data cannot calibrate anything.`);
  else if (data.max - data.min < 1e-3)
    warnings.push(`Values only span ${number(data.min)} to ${number(data.max)}: were they scaled twice?`);
  else if (Math.max(Math.abs(data.min), Math.abs(data.max)) > 1024)
    warnings.push(`Values reach ${number(data.max)}, far beyond any usual input: check scale and mean.`);
  if (data.kind !== 'synthetic' && data.count < fewSamples)
    warnings.push(
      `Only ${data.count} ${data.count === 1 ? 'sample' : 'samples'}: AQS will be rough; 32 or more are better.`,
    );
  return warnings;
}

/** Range and mean of values, and how many are not finite. */
export function factsOfValues(values: Float32Array): { min: number; max: number; mean: number; bad: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let bad = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      bad++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { min, max, mean: sum / (values.length - bad), bad };
}

function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}
