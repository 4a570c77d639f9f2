import { interpolateViridis, rgb } from 'd3';

/** How AQS becomes colour: logarithmic, or linear for dB. Values outside the domain take the colour of its end. */
export interface SensitivityScale {
  readonly kind: 'log' | 'linear';
  readonly low: number;
  readonly high: number;
}

export interface Paint {
  readonly fill: string;
  /** Text colour on that fill, at least 4.5 : 1. */
  readonly ink: '#000' | '#fff';
}

/**
 * The ramp starts a little above viridis' darkest violet, which would sink into a dark background. Viridis is
 * perceptually uniform, and ordered by lightness alone, so it reads with any colour vision and in grey.
 */
const rampStart = 0.11;

/** Place of an AQS on the ramp, 0 (harmless) to 1; zero and less (a float width) is 0. */
export function rampPosition(scale: SensitivityScale, value: number): number {
  if (scale.high <= scale.low) return 0.5;
  if (scale.kind === 'log') {
    if (!(value > 0)) return 0;
    return clamp01(Math.log(value / scale.low) / Math.log(scale.high / scale.low));
  }
  return Number.isFinite(value) ? clamp01((value - scale.low) / (scale.high - scale.low)) : value > 0 ? 1 : 0;
}

/** Colour of a place on the ramp. */
export function rampColour(position: number): Paint {
  // 64 steps are below what the eye parts, and repaints then find their colour equal more often.
  const step = Math.round(clamp01(position) * 63);
  cache[step] ??= paintOf(interpolateViridis(rampStart + (1 - rampStart) * (step / 63)));
  return cache[step];
}

const cache: Paint[] = [];

/** Fill and text colour of a layer or group with this AQS. */
export function sensitivityColour(scale: SensitivityScale, value: number): Paint {
  return rampColour(rampPosition(scale, value));
}

function paintOf(colour: string): Paint {
  const light = luminance(colour);
  return {
    fill: rgb(colour).formatHex(),
    ink: (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? '#000' : '#fff',
  };
}

/** Relative luminance as WCAG 2 defines it. */
export function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  const linear = (channel: number): number => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
