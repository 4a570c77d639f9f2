import { memo } from 'react';
import type { Histogram } from '../../core/ports.ts';
import type { QuantParams } from '../../core/quantize/quantParams.ts';
import { gridMarks } from '../charts/gridMarks.ts';
import { histogramBars } from '../charts/histogramBars.ts';
import { formatThree } from '../format/formatSi.ts';

interface HistogramChartProps {
  readonly title: string;
  readonly histogram: Histogram | null;
  /** Grid of the bits in the plan; null for float or before a plan. */
  readonly grid: QuantParams | null;
  readonly bits: string | null;
  readonly note?: string;
}

const WIDTH = 300;
const HEIGHT = 64;
const FOOT = 18;

/** How the values lie and which of them the quantizer keeps: bars with the grid of the current bits as ticks below. */
export const HistogramChart = memo(function HistogramChart({
  title,
  histogram,
  grid,
  bits,
  note,
}: HistogramChartProps) {
  if (!histogram) {
    return (
      <figure className="histogram">
        <figcaption>
          <h3>{title}</h3>
        </figcaption>
        <div className="histogram-empty muted">not measured yet</div>
      </figure>
    );
  }
  const bars = histogramBars(histogram, 100);
  const marks = grid ? gridMarks(grid, 65) : null;
  const low = Math.min(histogram.min, marks?.low ?? 0, 0);
  const high = Math.max(histogram.max, marks?.high ?? 0, 0);
  const span = high - low || 1;
  const x = (value: number) => ((value - low) / span) * WIDTH;
  const text = marks
    ? `${bits} bits: ${marks.levels} values, step ${formatThree(marks.step)}`
    : bits
      ? `${bits} bits: float, no grid`
      : 'no plan yet';
  return (
    <figure className="histogram">
      <figcaption>
        <h3>{title}</h3>
        <span className="muted">{text}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${formatThree(histogram.min)} to ${formatThree(histogram.max)}; ${text}`}
      >
        {marks ? (
          <rect
            className="histogram-inside"
            x={x(marks.low)}
            width={Math.max(0, x(marks.high) - x(marks.low))}
            y={0}
            height={HEIGHT}
          />
        ) : null}
        {bars.map((bar) =>
          bar.count > 0 ? (
            <rect
              key={bar.from}
              className="histogram-bar"
              x={x(bar.from)}
              width={Math.max(0.5, x(bar.to) - x(bar.from) - 0.4)}
              y={HEIGHT * (1 - Math.max(0.015, bar.height))}
              height={HEIGHT * Math.max(0.015, bar.height)}
            />
          ) : null,
        )}
        <line className="histogram-base" x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        {marks
          ? marks.values.map((value) => (
              <line
                key={value}
                className={value === 0 ? 'histogram-zero' : 'histogram-mark'}
                x1={x(value)}
                x2={x(value)}
                y1={marks.every === 1 && marks.levels <= 32 ? 0 : HEIGHT}
                y2={HEIGHT + 7}
              />
            ))
          : null}
      </svg>
      <div className="histogram-ends muted">
        <span>{formatThree(low)}</span>
        <span className="truncate">
          {marks && marks.every > 1 ? `every ${marks.every}th value drawn` : (note ?? '')}
        </span>
        <span>{formatThree(high)}</span>
      </div>
    </figure>
  );
});
