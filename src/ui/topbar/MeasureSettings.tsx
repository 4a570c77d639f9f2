import type { Distance } from '../../core/sensitivity/AqsTable.ts';
import type { Decisions, MeasureSettings as Settings } from '../../store/StudioState.ts';
import { Icon } from '../controls/Icon.tsx';
import { PopoverButton } from '../controls/PopoverButton.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';

const OPERANDS = {
  both: 'weights and input',
  input: 'input only (claim 1)',
  weights: 'weights only',
} as const;
const RANGES = { 'min-max': 'min – max', percentile: 'percentile', mse: 'least squared error' } as const;
const DISTANCES = {
  nmse: 'normalized MSE',
  sqnr: 'SQNR, dB',
  cosine: 'cosine distance',
  maxError: 'largest error',
} as const;
const AGGREGATES = { sum: 'sum (exact in the ILP)', mean: 'mean', max: 'largest (claim 8)' } as const;

/** How AQS is measured and how a group's is formed. */
export function MeasureSettings() {
  const settings = useStudio((state) => state.measureSettings);
  const distance = useStudio((state) => state.decisions.distance);
  const aggregate = useStudio((state) => state.decisions.aggregate);
  const count = useStudio((state) => state.data?.count ?? null);
  const actions = useActions();
  const { quantizer } = settings;
  const setRange = (operand: 'activations' | 'weights', change: Partial<Settings['quantizer']['weights']>) =>
    actions.setMeasureSettings({
      quantizer: { ...quantizer, [operand]: { ...quantizer[operand], ...change } },
    });
  return (
    <PopoverButton
      label="Measure settings"
      face={<Icon name="settings" />}
      className="button button-quiet button-small"
    >
      <h2>Measure</h2>
      <Choice
        label="Quantize"
        value={settings.operands}
        options={OPERANDS}
        onChange={(operands) => actions.setMeasureSettings({ operands })}
      />
      <Choice
        label="Input range"
        value={quantizer.activations.range}
        options={RANGES}
        onChange={(range) => setRange('activations', { range })}
      />
      {quantizer.activations.range === 'percentile' ? (
        <NumberRow
          label="Per cent inside"
          value={quantizer.activations.percentile}
          min={50}
          max={100}
          step={0.01}
          onChange={(percentile) => setRange('activations', { percentile })}
        />
      ) : null}
      <Choice
        label="Weight range"
        value={quantizer.weights.range}
        options={RANGES}
        onChange={(range) => setRange('weights', { range })}
      />
      <NumberRow
        label="Images used"
        value={settings.images}
        min={1}
        max={count ?? 10_000}
        step={1}
        onChange={(images) => actions.setMeasureSettings({ images })}
      />
      <h2>Show and add up</h2>
      <Choice
        label="Distance"
        value={distance}
        options={DISTANCES}
        onChange={(next: Distance) => actions.setDistance(next)}
      />
      <Choice
        label="AQS of a group"
        value={aggregate}
        options={AGGREGATES}
        onChange={(next: Decisions['aggregate']) => actions.setAggregate(next)}
      />
      <p className="muted settings-note">
        AQS is local: a layer’s output error with only that layer quantized. Changing how it is measured takes
        effect with “Measure again”.
      </p>
    </PopoverButton>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <label className="field-row">
      <span className="label">{label}</span>
      <select className="field" value={value} onChange={(event) => onChange(event.target.value as T)}>
        {(Object.keys(options) as T[]).map((key) => (
          <option key={key} value={key}>
            {options[key]}
          </option>
        ))}
      </select>
    </label>
  );
}

interface NumberRowProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}

function NumberRow({ label, value, min, max, step, onChange }: NumberRowProps) {
  const commit = (input: HTMLInputElement) => {
    const next = input.valueAsNumber;
    if (Number.isFinite(next) && next !== value) onChange(Math.min(max, Math.max(min, next)));
  };
  return (
    <label className="field-row">
      <span className="label">{label}</span>
      <input
        className="field number"
        type="number"
        defaultValue={value}
        key={value}
        min={min}
        max={max}
        step={step}
        onBlur={(event) => commit(event.target)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget);
        }}
      />
    </label>
  );
}
