/** Where a value lies between two ends on a log axis, 0..1; zero and less lie at 0. */
export function logShare(value: number, low: number, high: number): number {
  if (!(value > 0) || !(high > low)) return 0;
  return Math.min(1, Math.max(0, Math.log(value / low) / Math.log(high / low)));
}
