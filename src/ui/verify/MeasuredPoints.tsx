import { memo, useMemo } from 'react';
import type { CostName } from '../../core/plan/Program.ts';
import { type CurvePoint, type CurveScales, logTicks } from '../charts/curveScales.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { formatCost } from '../format/formatCost.ts';
import { formatThree, formatTick } from '../format/formatSi.ts';
import { useAqsWords } from '../format/useAqsWords.ts';
import './measuredPoints.css';

/** A measured plan on the trade-off curve. */
export interface MeasuredMark {
  readonly id: string;
  readonly label: string;
  readonly cost: number;
  readonly predicted: number;
  /** Nats, or normalized squared error. */
  readonly damage: number;
}

export interface MeasuredOnCurve {
  readonly points: readonly MeasuredMark[];
  /** Id of the plan on screen. */
  readonly plan: string | null;
  /** What damage is: `KL, nats`, `error`. */
  readonly unit: string;
  /** Where the scores predict the same quantity: the points on the curve's own axis; else null, and they have theirs. */
  readonly sameUnit: readonly CurvePoint[] | null;
}

interface MeasuredPointsProps {
  readonly cost: CostName;
  readonly scales: CurveScales;
  readonly box: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly measured: MeasuredOnCurve;
}

/**
 * What was measured, as hollow points, each joined to its prediction by a thin line. On an axis of its own at the right (log)
 * where total AQS and measured damage are different units; else on the curve's axis, and the line is the gap between them.
 */
export const MeasuredPoints = memo(function MeasuredPoints(props: MeasuredPointsProps) {
  const { cost, scales, box, measured } = props;
  const { points, plan, unit, sameUnit } = measured;
  const words = useAqsWords();
  const axis = useMemo(
    () => (sameUnit ? { y: scales.y, ticks: null } : damageAxis(points, scales, box)),
    [sameUnit, scales, points, box],
  );
  if (!axis) return null;
  return (
    <g className="measured">
      {axis.ticks ? <DamageAxis y={axis.y} ticks={axis.ticks} box={box} unit={unit} /> : null}
      {points.map((point) => {
        const x = scales.x(point.cost);
        const y = axis.y(point.damage);
        const isPlan = point.id === plan;
        return (
          <g key={point.id} className={isPlan ? 'measured-point measured-plan' : 'measured-point'}>
            <title>{`${point.label || 'measured plan'}: ${formatCost(cost, point.cost)}, measured ${unit} ${formatThree(point.damage)}, total AQS ${formatAqs(point.predicted)}${words.unit}${words.mark}`}</title>
            <line x1={x} x2={x} y1={scales.y(point.predicted)} y2={y} />
            {isPlan ? (
              <path d={`M${x} ${y - 6}l6 6l-6 6l-6 -6z`} />
            ) : (
              <path d={`M${x} ${y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z`} />
            )}
          </g>
        );
      })}
    </g>
  );
});

interface DamageAxisProps extends Pick<MeasuredPointsProps, 'box'> {
  readonly y: (damage: number) => number;
  readonly ticks: readonly number[];
  readonly unit: string;
}

function DamageAxis({ y, ticks, box, unit }: DamageAxisProps) {
  return (
    <>
      <line className="measured-axis" x1={box.right} x2={box.right} y1={box.top} y2={box.bottom} />
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(${box.right} ${y(tick)})`}>
          <line x2={4} className="measured-axis" />
          <text x={7} dy="0.32em">
            {formatTick(tick)}
          </text>
        </g>
      ))}
      <text
        className="measured-title"
        transform={`translate(${box.right + 50} ${(box.top + box.bottom) / 2}) rotate(90)`}
        textAnchor="middle"
      >
        measured {unit}
      </text>
    </>
  );
}

/**
 * The axis of measured damage: the curve's own, scaled by the median of damage over prediction. So a plan whose damage is
 * what the others let expect lies at its prediction, and the line to it shows by what factor it differs. Null where no plan has both above zero.
 */
export function damageAxis(
  points: readonly Pick<MeasuredMark, 'damage' | 'predicted'>[],
  scales: Pick<CurveScales, 'y' | 'sensitivityAt'>,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): { readonly y: (damage: number) => number; readonly ticks: readonly number[] } | null {
  const ratios = points
    .filter(({ damage, predicted }) => damage > 0 && predicted > 0)
    .map(({ damage, predicted }) => damage / predicted)
    .sort((a, b) => a - b);
  const ratio = ratios[ratios.length >> 1];
  if (ratio === undefined || !Number.isFinite(ratio)) return null;
  const [low, high] = [scales.sensitivityAt(bottom) * ratio, scales.sensitivityAt(top) * ratio];
  return { y: (damage) => scales.y(damage / ratio), ticks: logTicks(low, high, (bottom - top) / 30) };
}
