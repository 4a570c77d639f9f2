import { memo, useMemo } from 'react';
import type { CostName } from '../../core/plan/Program.ts';
import type { CurveBox, CurvePoint, CurveScales } from '../charts/curveScales.ts';
import { stepPath } from '../charts/frontierSteps.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { formatCost } from '../format/formatCost.ts';
import { formatTick } from '../format/formatSi.ts';

export interface UniformPoint extends CurvePoint {
  readonly label: string;
  /** Written beside its point; the others show their label on hover. */
  readonly prominent: boolean;
  /** False where pinned groups, or layers that cannot run the pair, take another. */
  readonly exact: boolean;
}

interface CurveBackgroundProps {
  readonly cost: CostName;
  readonly scales: CurveScales;
  readonly box: CurveBox;
  readonly frontier: readonly CurvePoint[];
  readonly uniform: readonly UniformPoint[];
  /** What the limit rules out begins here: to the right of `x`, or above `y`. */
  readonly limit: { readonly x: number } | { readonly y: number };
}

/** Axes, frontier and uniform plans: none of it moves with the thumb, but for the part that the limit rules out. */
export function CurveBackground({ cost, scales, box, frontier, uniform, limit }: CurveBackgroundProps) {
  const left = 'x' in limit ? limit.x : box.left;
  const bottom = 'y' in limit ? limit.y : box.bottom;
  return (
    <>
      <rect
        className="curve-out"
        x={left}
        y={box.top}
        width={Math.max(0, box.right - left)}
        height={Math.max(0, bottom - box.top)}
      />
      <StillBackground cost={cost} scales={scales} box={box} frontier={frontier} uniform={uniform} />
    </>
  );
}

const StillBackground = memo(function StillBackground({
  cost,
  scales,
  box,
  frontier,
  uniform,
}: Omit<CurveBackgroundProps, 'limit'>) {
  const path = useMemo(() => stepPath(frontier, scales.x, scales.y, box.right), [frontier, scales, box]);
  return (
    <>
      {scales.yTicks.map((tick) => (
        <g key={tick} className="curve-tick" transform={`translate(0 ${scales.y(tick)})`}>
          <line x1={box.left} x2={box.right} />
          <text x={box.left - 6} dy="0.32em" textAnchor="end">
            {formatTick(tick)}
          </text>
        </g>
      ))}
      {scales.xTicks.map((tick) => (
        <g key={tick} className="curve-tick" transform={`translate(${scales.x(tick)} 0)`}>
          <line y1={box.bottom} y2={box.bottom + 4} />
          <text
            y={box.bottom + 16}
            textAnchor={scales.x(tick) > box.right - 30 ? 'end' : 'middle'}
            dx={scales.x(tick) > box.right - 30 ? 14 : 0}
          >
            {formatCost(cost, tick).replace(/\.0+ /, ' ')}
          </text>
        </g>
      ))}
      <path className="curve-frontier" d={path} />
      {uniform.map((point) => (
        <g
          key={point.label}
          className="curve-uniform"
          transform={`translate(${scales.x(point.cost)} ${scales.y(point.sensitivity)})`}
        >
          <title>{`uniform ${point.label}${point.exact ? '' : ' where it can be'}: ${formatCost(cost, point.cost)}, total AQS ${formatAqs(point.sensitivity)}`}</title>
          {point.prominent ? <rect x={-3} y={-3} width={6} height={6} /> : <circle r={2} />}
          {point.prominent ? (
            <text
              x={scales.x(point.cost) > box.right - 46 ? -7 : 7}
              y={-5}
              textAnchor={scales.x(point.cost) > box.right - 46 ? 'end' : 'start'}
            >
              {point.label}
            </text>
          ) : null}
        </g>
      ))}
    </>
  );
});
