import { scaleLinear, scaleLog } from 'd3';

export interface CurvePoint {
  readonly cost: number;
  readonly sensitivity: number;
}

export interface CurveScales {
  readonly x: (cost: number) => number;
  /** Cost at a pixel, clamped to the range. */
  readonly costAt: (pixel: number) => number;
  /** Sensitivities at or below the floor lie on the lowest line. */
  readonly y: (sensitivity: number) => number;
  /** Total AQS at a pixel, clamped to the axis. */
  readonly sensitivityAt: (pixel: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

export interface CurveBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Above this ratio of dearest to cheapest plan the cost axis is logarithmic, so that the narrow plans do not crowd. */
const LOG_RATIO = 6;
const MOST_DECADES = 7;

/** Axes of the trade-off curve: cost from the cheapest to the dearest plan, total AQS on a log scale. */
export function curveScales(
  range: readonly [number, number],
  points: readonly CurvePoint[],
  box: CurveBox,
): CurveScales {
  const [low, high] = range[1] > range[0] ? range : [range[0], range[0] * 1.01 + 1e-9];
  const logarithmic = low > 0 && high / low > LOG_RATIO;
  const xScale = (logarithmic ? scaleLog() : scaleLinear())
    .domain([low, high])
    .range([box.left, box.right])
    .clamp(true);
  const known = points
    .map((point) => point.sensitivity)
    .filter((value) => value > 0 && Number.isFinite(value));
  const top = known.length > 0 ? Math.max(...known) : 1;
  const least = known.length > 0 ? Math.min(...known) : 0.01;
  const floor = Math.max(Math.min(least, top / 3), top / 10 ** MOST_DECADES);
  const yScale = scaleLog()
    .domain([floor / 1.25, top * 2])
    .range([box.bottom, box.top])
    .clamp(true);
  return {
    x: (cost) => xScale(cost),
    costAt: (pixel) => xScale.invert(Math.min(box.right, Math.max(box.left, pixel))),
    y: (sensitivity) => yScale(Math.max(sensitivity, floor / 1.25)),
    sensitivityAt: (pixel) => yScale.invert(Math.min(box.bottom, Math.max(box.top, pixel))),
    xTicks: logarithmic
      ? logTicks(low, high, (box.right - box.left) / 80)
      : xScale.ticks(Math.max(2, (box.right - box.left) / 110)),
    yTicks: known.length === 0 ? [] : logTicks(floor / 1.25, top * 2, (box.bottom - box.top) / 30),
  };
}

/** Powers of ten, with 2s and 5s between them where there is room; thinned to `most`. */
export function logTicks(low: number, high: number, most: number): number[] {
  const decades = Math.log10(high / low);
  const steps = decades * 3 <= most ? [1, 2, 5] : decades * 2 <= most ? [1, 3] : [1];
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent++) {
    for (const step of steps) {
      const tick = step * 10 ** exponent;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  const every = Math.max(1, Math.ceil(ticks.length / Math.max(2, most)));
  return ticks.filter((_, index) => index % every === 0);
}
