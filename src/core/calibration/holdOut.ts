/** Of so many samples one is held out; with fewer, none: calibration needs them all. */
export const holdOutEvery = 3;
export const holdOutFrom = 6;

/** Parts samples into those for calibration and those held out for verification (every third); disjoint, order kept. */
export function holdOut<T>(samples: readonly T[]): {
  readonly kept: readonly T[];
  readonly held: readonly T[];
} {
  if (samples.length < holdOutFrom) return { kept: samples, held: [] };
  const isHeld = (_: T, index: number): boolean => index % holdOutEvery === holdOutEvery - 1;
  return {
    kept: samples.filter((sample, index) => !isHeld(sample, index)),
    held: samples.filter(isHeld),
  };
}
