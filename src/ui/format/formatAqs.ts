import type { Distance } from '../../core/sensitivity/AqsTable.ts';
import { formatThree } from './formatSi.ts';

/** Local AQS: three significant digits, unitless. */
export function formatAqs(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : formatThree(value);
}

/** A score as the solver sees it (`groupAqs`) in the words of its distance: SQNR is an error share there and dB here. */
export function formatScore(score: number | null, distance: Distance): string {
  if (score === null || distance !== 'sqnr') return formatAqs(score);
  return score === 0 ? '∞ dB' : `${formatThree(-10 * Math.log10(score))} dB`;
}

/** Spread over the halves of the calibration set: `±12 %` of the mean, half the distance between the two. */
export function formatSpread(halves: readonly [number, number]): string {
  const mean = (halves[0] + halves[1]) / 2;
  if (!(mean > 0)) return '±0 %';
  const percent = (Math.abs(halves[0] - halves[1]) / 2 / mean) * 100;
  return `±${percent >= 10 ? Math.round(percent) : percent.toPrecision(2)} %`;
}
