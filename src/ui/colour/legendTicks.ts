import type { SensitivityScale } from './sensitivityColour.ts';
import { rampPosition } from './sensitivityColour.ts';

export interface LegendTick {
  readonly value: number;
  /** 0 to 1 along the legend. */
  readonly position: number;
  readonly text: string;
}

/** Whole decades of a logarithmic scale (`10⁻³`), every second or third step of dB for a linear one. */
export function legendTicks(scale: SensitivityScale): LegendTick[] {
  if (scale.kind === 'log') {
    const first = Math.ceil(Math.log10(scale.low) - 1e-9);
    const last = Math.floor(Math.log10(scale.high) + 1e-9);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
      const exponent = first + index;
      const value = 10 ** exponent;
      return { value, position: rampPosition(scale, value), text: decade(exponent) };
    });
  }
  const step = Math.max(5, Math.ceil((scale.high - scale.low) / 5 / 5) * 5);
  const ticks: LegendTick[] = [];
  for (let value = Math.ceil(scale.low / step) * step; value <= scale.high; value += step) {
    // The scale carries minus the SQNR, so that more is worse; people read dB.
    ticks.push({ value, position: rampPosition(scale, value), text: `${-value} dB`.replace('-', '−') });
  }
  return ticks;
}

function decade(exponent: number): string {
  if (exponent === 0) return '1';
  return `10${[...String(exponent)].map((digit) => superscripts[digit] ?? digit).join('')}`;
}

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};
