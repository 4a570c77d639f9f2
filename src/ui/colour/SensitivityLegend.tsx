import { pairKey } from '../../core/profile/Pair.ts';
import { isReaching } from '../../core/sensitivity/AqsTable.ts';
import { selectDamageUnit } from '../../store/selectors/selectDamageUnit.ts';
import { selectPlan } from '../../store/selectors/selectPlan.ts';
import { selectReferencePair } from '../../store/selectors/selectSensitivity.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import './legend.css';
import { legendTicks } from './legendTicks.ts';
import { selectSensitivityScale, selectShownSensitivity } from './selectShownSensitivity.ts';
import { rampColour, rampPosition } from './sensitivityColour.ts';

const width = 200;
const swatches = 20;
const titles = {
  propagated: ['AQS', 'pred. output'],
  endToEnd: ['AQS', 'output'],
  nmse: ['AQS', 'normalized MSE'],
  sqnr: ['SQNR', 'dB'],
  cosine: ['AQS', 'cosine distance'],
  histogramKl: ['AQS', 'histogram KL, nats'],
  maxError: ['AQS', 'largest error'],
} as const;

/** What colour means: the ramp with its unit, where the hovered layer lies on it, and the hatch of layers not measured. */
export function SensitivityLegend() {
  const scale = useStudio(selectSensitivityScale);
  const distance = useStudio((state) => state.decisions.distance);
  const hovered = useStudio((state) =>
    state.hover === null ? null : (selectShownSensitivity(state).get(state.hover) ?? null),
  );
  const planned = useStudio((state) => selectPlan(state).size > 0);
  const colourBy = useStudio((state) => state.colourBy);
  const reference = useStudio(selectReferencePair);
  const { setColourBy } = useActions();
  const damage = useStudio(selectDamageUnit);
  const [name, title] = titles[distance];
  const unit = isReaching(distance) ? `${title} ${damage}` : title;
  const byPlan = planned && colourBy === 'plan';
  const at = reference ? `at ${pairKey(reference)}` : '';
  return (
    <figure
      className="legend"
      aria-label={`Colour: ${name} of a layer ${byPlan ? 'in the plan' : at}, ${unit}. Dark is harmless, bright is sensitive.`}
    >
      <figcaption className="legend-title">
        <span>
          <b>{name}</b>{' '}
          <span className="legend-unit">
            <span style={hovered === null ? undefined : { visibility: 'hidden' }}>{unit}</span>
            {hovered === null ? null : (
              <span className="legend-value">{formatAqs(distance === 'sqnr' ? -hovered : hovered)}</span>
            )}
          </span>
        </span>
        <span className="legend-choice">
          <button type="button" aria-pressed={byPlan} disabled={!planned} onClick={() => setColourBy('plan')}>
            in the plan
          </button>
          <button type="button" aria-pressed={!byPlan} onClick={() => setColourBy('reference')}>
            {at || 'not measured'}
          </button>
        </span>
      </figcaption>
      <svg
        className="legend-ramp"
        width={width + 16}
        height={34}
        viewBox={`-8 0 ${width + 16} 34`}
        aria-hidden="true"
      >
        {Array.from({ length: swatches }, (_, index) => rampColour(index / (swatches - 1)).fill).map(
          (fill, index) => (
            <rect
              key={fill}
              x={(index * width) / swatches}
              y={7}
              width={width / swatches + 0.5}
              height={11}
              fill={scale ? fill : 'var(--line)'}
            />
          ),
        )}
        <rect className="legend-frame" x={0} y={7} width={width} height={11} />
        {scale &&
          legendTicks(scale).map((tick) => (
            <g key={tick.text} transform={`translate(${tick.position * width}, 18)`}>
              <line className="legend-tick" y2={3} />
              <text className="legend-text" y={14} textAnchor={anchor(tick.position)}>
                {tick.text}
              </text>
            </g>
          ))}
        {scale && hovered !== null && (
          <path
            className="legend-caret"
            transform={`translate(${rampPosition(scale, hovered) * width}, 7)`}
            d="M0 1L-5 -6H5Z"
          />
        )}
      </svg>
      <span className="legend-missing" title="not measured">
        <svg className="legend-hatch" width={18} height={11} aria-hidden="true">
          <rect className="legend-hatch-box" x={0.5} y={0.5} width={17} height={10} />
          <path className="legend-hatch-lines" d="M2 10.5L8 .5M7 10.5L13 .5M12 10.5L17 2" />
        </svg>
        <span>not measured</span>
      </span>
    </figure>
  );
}

function anchor(position: number): 'start' | 'middle' | 'end' {
  return position < 0.04 ? 'start' : position > 0.96 ? 'end' : 'middle';
}
