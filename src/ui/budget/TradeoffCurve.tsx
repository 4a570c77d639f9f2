import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { CostName } from '../../core/plan/Program.ts';
import { type CurvePoint, curveScales } from '../charts/curveScales.ts';
import { breakpointWithin, sensitivityWithin, stepAqsLimit, stepLimit } from '../charts/frontierSteps.ts';
import { useElementSize } from '../charts/useElementSize.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { useAqsWords } from '../format/useAqsWords.ts';
import { SearchOnCurve } from '../lowering/SearchOnCurve.tsx';
import { type MeasuredOnCurve, MeasuredPoints } from '../verify/MeasuredPoints.tsx';
import { CurveBackground, type UniformPoint } from './CurveBackground.tsx';
import { useLatestFrame } from './useLatestFrame.ts';

interface TradeoffCurveProps {
  readonly cost: CostName;
  readonly range: readonly [number, number];
  /** Breakpoints, ascending in cost. */
  readonly frontier: readonly CurvePoint[];
  readonly uniform: readonly UniformPoint[];
  /** Where the plan on screen lies. */
  readonly plan: CurvePoint | null;
  readonly limit: number;
  /** Null: the thumb moves the cost's limit. A number: it moves this limit on total AQS, and the cost follows. */
  readonly aqsLimit: number | null;
  readonly infeasible: boolean;
  readonly onLimit: (limit: number) => void;
  readonly onAqsLimit: (limit: number) => void;
  /** What was measured; null: nothing, and no second axis. */
  readonly measured: MeasuredOnCurve | null;
}

const MARGIN = { left: 48, right: 18, top: 12, bottom: 22 };
/** For the axis of measured damage. */
const SECOND_AXIS = 60;

/** A page of the keyboard, on the log axis of AQS. */
const AQS_PAGE = 1.5;

/** The limit as a thumb on the trade-off curve: x is the cost, y the best total AQS at that cost (log). */
export function TradeoffCurve(props: TradeoffCurveProps) {
  const words = useAqsWords();
  const { cost, range, frontier, uniform, plan, limit, aqsLimit, infeasible, onLimit, onAqsLimit } = props;
  const { measured } = props;
  const right = measured && !measured.sameUnit ? SECOND_AXIS : MARGIN.right;
  const [ref, { width, height }] = useElementSize<HTMLDivElement>();
  const [dragging, setDragging] = useState(false);
  const setSoon = useLatestFrame(aqsLimit === null ? onLimit : onAqsLimit);
  const drawn = useRef<SVGSVGElement>(null);
  const box = useMemo(
    () => ({
      left: MARGIN.left,
      right: Math.max(MARGIN.left + 10, width - right),
      top: MARGIN.top,
      bottom: Math.max(MARGIN.top + 10, height - MARGIN.bottom),
    }),
    [width, height, right],
  );
  const scales = useMemo(
    () => curveScales(range, [...frontier, ...uniform, ...(measured?.sameUnit ?? [])], box),
    [range, frontier, uniform, measured, box],
  );
  const here = Math.min(range[1], Math.max(range[0], limit));
  const best = sensitivityWithin(frontier, here) ?? plan?.sensitivity ?? null;
  const leastAqs = frontier.at(-1)?.sensitivity ?? 0;
  const mostAqs = Math.max(leastAqs, frontier[0]?.sensitivity ?? 1);
  const x = scales.x(here);
  const y =
    aqsLimit !== null ? scales.y(aqsLimit) : best === null ? (box.top + box.bottom) / 2 : scales.y(best);

  const limitUnder = (event: PointerEvent) => {
    const { left = 0, top = 0 } = drawn.current?.getBoundingClientRect() ?? {};
    return aqsLimit === null
      ? scales.costAt(event.clientX - left)
      : scales.sensitivityAt(event.clientY - top);
  };
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.querySelector<SVGGElement>('[role="slider"]')?.focus({ preventScroll: true });
    event.preventDefault();
    setDragging(true);
    setSoon(limitUnder(event));
  };
  const costAfter = (key: string): number | null => {
    const page = (range[1] - range[0]) / 20;
    const clamp = (value: number) => Math.min(range[1], Math.max(range[0], value));
    switch (key) {
      case 'ArrowRight':
      case 'ArrowUp':
        return stepLimit(frontier, limit, 1, range);
      case 'ArrowLeft':
      case 'ArrowDown':
        return stepLimit(frontier, limit, -1, range);
      case 'PageUp':
        return clamp(limit + page);
      case 'PageDown':
        return clamp(limit - page);
      case 'Home':
        return range[0];
      case 'End':
        return range[1];
      default:
        return null;
    }
  };
  // Up and down move the thumb up and down; left and right as it moves on the curve: to a cheaper plan, to a dearer one.
  const aqsAfter = (key: string, at: number): number | null => {
    switch (key) {
      case 'ArrowUp':
      case 'ArrowLeft':
        return stepAqsLimit(frontier, at, 1);
      case 'ArrowDown':
      case 'ArrowRight':
        return stepAqsLimit(frontier, at, -1);
      case 'PageUp':
        return Math.min(mostAqs, at * AQS_PAGE);
      case 'PageDown':
        return Math.max(leastAqs, at / AQS_PAGE);
      case 'Home':
        return leastAqs;
      case 'End':
        return mostAqs;
      default:
        return null;
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = aqsLimit === null ? costAfter(event.key) : aqsAfter(event.key, aqsLimit);
    if (next === null) return;
    (aqsLimit === null ? onLimit : onAqsLimit)(next);
    event.preventDefault();
  };
  const place =
    frontier.length > 0
      ? `, plan ${Math.max(0, breakpointWithin(frontier, here)) + 1} of ${frontier.length}`
      : '';
  const slider =
    aqsLimit === null
      ? ({
          'aria-label': `${COST_TITLE[cost]} budget`,
          'aria-orientation': 'horizontal',
          'aria-valuemin': range[0],
          'aria-valuemax': range[1],
          'aria-valuetext': `${formatCost(cost, limit)}, ${infeasible ? 'infeasible' : `best total AQS ${formatAqs(best)}`}${place}`,
        } as const)
      : ({
          'aria-label': 'AQS limit',
          'aria-orientation': 'vertical',
          'aria-valuemin': leastAqs,
          'aria-valuemax': mostAqs,
          'aria-valuetext': `total AQS ${formatAqs(aqsLimit)}, ${infeasible ? 'infeasible' : `least ${COST_TITLE[cost]} ${formatCost(cost, limit)}`}${place}`,
        } as const);
  return (
    <div
      className="curve"
      ref={ref}
      data-dragging={dragging || undefined}
      data-upright={aqsLimit !== null || undefined}
    >
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
            if (dragging) setSoon(limitUnder(event));
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
            limit={aqsLimit === null ? { x } : { y }}
          />
          {measured ? <MeasuredPoints cost={cost} scales={scales} box={box} measured={measured} /> : null}
          <SearchOnCurve cost={cost} scales={scales} />
          {plan && !infeasible ? (
            <circle className="curve-plan" cx={scales.x(plan.cost)} cy={scales.y(plan.sensitivity)} r={3.5}>
              <title>{`PLAN: ${formatCost(cost, plan.cost)}, total AQS ${formatAqs(plan.sensitivity)}${words.unit}${words.mark}`}</title>
            </circle>
          ) : null}
          <g
            className={infeasible ? 'curve-thumb curve-thumb-infeasible' : 'curve-thumb'}
            role="slider"
            tabIndex={0}
            data-shortcut="budget"
            aria-valuenow={aqsLimit === null ? here : Math.min(mostAqs, Math.max(leastAqs, aqsLimit))}
            {...slider}
            onKeyDown={onKeyDown}
          >
            {aqsLimit === null ? (
              <line x1={x} x2={x} y1={box.top} y2={box.bottom} />
            ) : (
              <line x1={box.left} x2={box.right} y1={y} y2={y} />
            )}
            <circle className="curve-hit" cx={x} cy={y} r={18} />
            <circle className="curve-ring" cx={x} cy={y} r={11} />
            <circle className="curve-dot" cx={x} cy={y} r={7} />
          </g>
          {frontier.length === 0 ? (
            // Beside the line, on its wider side.
            <text
              className="curve-wait"
              transform={`translate(${x - box.left > box.right - x ? (box.left + x) / 2 : (x + box.right) / 2} ${box.top + 24})`}
              textAnchor="middle"
            >
              <tspan x={0}>The curve is drawn when</tspan>
              <tspan x={0} dy="1.3em">
                every layer is measured.
              </tspan>
            </text>
          ) : null}
        </svg>
      ) : null}
    </div>
  );
}
