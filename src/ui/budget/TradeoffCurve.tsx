import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { CostName } from '../../core/plan/Program.ts';
import { type CurvePoint, type CurveScales, curveScales } from '../charts/curveScales.ts';
import { breakpointWithin, sensitivityWithin, stepLimit, stepPath } from '../charts/frontierSteps.ts';
import { useElementSize } from '../charts/useElementSize.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { formatTick } from '../format/formatSi.ts';
import { useLatestFrame } from './useLatestFrame.ts';

export interface UniformPoint extends CurvePoint {
  readonly label: string;
  /** Written beside its point; the others show their label on hover. */
  readonly prominent: boolean;
  /** False where pinned groups, or layers that cannot run the pair, take another. */
  readonly exact: boolean;
}

interface TradeoffCurveProps {
  readonly cost: CostName;
  readonly range: readonly [number, number];
  /** Breakpoints, ascending in cost. */
  readonly frontier: readonly CurvePoint[];
  readonly uniform: readonly UniformPoint[];
  /** Where the plan on screen lies. */
  readonly plan: CurvePoint | null;
  readonly limit: number;
  readonly infeasible: boolean;
  readonly onLimit: (limit: number) => void;
}

const MARGIN = { left: 48, right: 18, top: 12, bottom: 22 };

/** The budget as a thumb on the trade-off curve: x is the cost, y the best total AQS at that cost (log). */
export function TradeoffCurve(props: TradeoffCurveProps) {
  const { cost, range, frontier, uniform, plan, limit, infeasible, onLimit } = props;
  const [ref, { width, height }] = useElementSize<HTMLDivElement>();
  const [dragging, setDragging] = useState(false);
  const setSoon = useLatestFrame(onLimit);
  const drawn = useRef<SVGSVGElement>(null);
  const box = useMemo(
    () => ({
      left: MARGIN.left,
      right: Math.max(MARGIN.left + 10, width - MARGIN.right),
      top: MARGIN.top,
      bottom: Math.max(MARGIN.top + 10, height - MARGIN.bottom),
    }),
    [width, height],
  );
  const scales = useMemo(
    () => curveScales(range, [...frontier, ...uniform], box),
    [range, frontier, uniform, box],
  );
  const here = Math.min(range[1], Math.max(range[0], limit));
  const best = sensitivityWithin(frontier, here) ?? plan?.sensitivity ?? null;
  const x = scales.x(here);
  const y = best === null ? (box.top + box.bottom) / 2 : scales.y(best);

  const costUnder = (event: PointerEvent) =>
    scales.costAt(event.clientX - (drawn.current?.getBoundingClientRect().left ?? 0));
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.querySelector<SVGGElement>('[role="slider"]')?.focus({ preventScroll: true });
    event.preventDefault();
    setDragging(true);
    setSoon(costUnder(event));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = (range[1] - range[0]) / 20;
    const clamp = (value: number) => Math.min(range[1], Math.max(range[0], value));
    switch (event.key) {
      case 'ArrowRight':
      case 'ArrowUp':
        onLimit(stepLimit(frontier, limit, 1, range));
        break;
      case 'ArrowLeft':
      case 'ArrowDown':
        onLimit(stepLimit(frontier, limit, -1, range));
        break;
      case 'PageUp':
        onLimit(clamp(limit + page));
        break;
      case 'PageDown':
        onLimit(clamp(limit - page));
        break;
      case 'Home':
        onLimit(range[0]);
        break;
      case 'End':
        onLimit(range[1]);
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  const text = `${formatCost(cost, limit)}, ${infeasible ? 'infeasible' : `best total AQS ${formatAqs(best)}`}${
    frontier.length > 0
      ? `, plan ${Math.max(0, breakpointWithin(frontier, here)) + 1} of ${frontier.length}`
      : ''
  }`;
  return (
    <div className="curve" ref={ref} data-dragging={dragging || undefined}>
      {width > 0 && height > 0 ? (
        // biome-ignore lint/a11y/useSemanticElements: the picture holds the slider; a <fieldset> cannot be one.
        <svg
          ref={drawn}
          width={width}
          height={height}
          role="group"
          aria-label={`Trade-off curve: total AQS over ${COST_TITLE[cost]}`}
          onPointerDown={onPointerDown}
          onPointerMove={(event) => {
            if (dragging) setSoon(costUnder(event));
          }}
          onPointerUp={() => setDragging(false)}
          onPointerCancel={() => setDragging(false)}
        >
          <CurveBackground
            cost={cost}
            scales={scales}
            box={box}
            frontier={frontier}
            uniform={uniform}
            limitX={x}
          />
          {frontier.length === 0 ? (
            <text className="curve-wait" x={(box.left + box.right) / 2} y={box.top + 24} textAnchor="middle">
              The curve is drawn when every layer is measured.
            </text>
          ) : null}
          {plan && !infeasible ? (
            <circle className="curve-plan" cx={scales.x(plan.cost)} cy={scales.y(plan.sensitivity)} r={3.5}>
              <title>{`PLAN: ${formatCost(cost, plan.cost)}, total AQS ${formatAqs(plan.sensitivity)} (pred.)`}</title>
            </circle>
          ) : null}
          <g
            className={infeasible ? 'curve-thumb curve-thumb-infeasible' : 'curve-thumb'}
            role="slider"
            tabIndex={0}
            data-shortcut="budget"
            aria-label={`${COST_TITLE[cost]} budget`}
            aria-orientation="horizontal"
            aria-valuemin={range[0]}
            aria-valuemax={range[1]}
            aria-valuenow={here}
            aria-valuetext={text}
            onKeyDown={onKeyDown}
          >
            <line x1={x} x2={x} y1={box.top} y2={box.bottom} />
            <circle className="curve-hit" cx={x} cy={y} r={18} />
            <circle className="curve-ring" cx={x} cy={y} r={11} />
            <circle className="curve-dot" cx={x} cy={y} r={7} />
          </g>
        </svg>
      ) : null}
    </div>
  );
}

interface CurveBackgroundProps {
  readonly cost: CostName;
  readonly scales: CurveScales;
  readonly box: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly frontier: readonly CurvePoint[];
  readonly uniform: readonly UniformPoint[];
  readonly limitX: number;
}

/** Axes, frontier and uniform plans: none of it moves with the thumb, but for the part that the limit rules out. */
function CurveBackground({ cost, scales, box, frontier, uniform, limitX }: CurveBackgroundProps) {
  return (
    <>
      <rect
        className="curve-out"
        x={limitX}
        y={box.top}
        width={Math.max(0, box.right - limitX)}
        height={box.bottom - box.top}
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
}: Omit<CurveBackgroundProps, 'limitX'>) {
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
