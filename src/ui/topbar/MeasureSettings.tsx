import type { Distance } from '../../core/sensitivity/AqsTable.ts';
import type { Decisions } from '../../store/StudioState.ts';
import { ChoiceRow } from '../controls/ChoiceRow.tsx';
import { Icon } from '../controls/Icon.tsx';
import { NumberRow } from '../controls/NumberRow.tsx';
import { PopoverButton } from '../controls/PopoverButton.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { QuantizerFields } from './QuantizerFields.tsx';

const OPERANDS = {
  both: 'weights and input',
  input: 'input only (claim 1)',
  weights: 'weights only',
} as const;
const SCORES = {
  propagated: 'propagated: predicted damage at the network’s output',
  endToEnd: 'end-to-end: measured damage, one layer at a time (slow)',
  nmse: 'local: normalized MSE',
  sqnr: 'local: SQNR, dB',
  cosine: 'local: cosine distance',
  histogramKl: 'local: KL of the output’s histogram, nats',
  maxError: 'local: largest error',
} as const;
const AGGREGATES = { sum: 'sum (exact in the ILP)', mean: 'mean', max: 'largest (claim 8)' } as const;

/** How AQS is measured and how a group's is formed. */
export function MeasureSettings() {
  const settings = useStudio((state) => state.measureSettings);
  const distance = useStudio((state) => state.decisions.distance);
  const aggregate = useStudio((state) => state.decisions.aggregate);
  const available = useStudio((state) => state.data?.available ?? 10_000);
  const actions = useActions();
  return (
    <PopoverButton
      label="Measure settings"
      face={<Icon name="settings" />}
      className="button button-quiet button-small"
    >
      <h2>Measure</h2>
      <ChoiceRow
        label="Quantize"
        value={settings.operands}
        options={OPERANDS}
        onChange={(operands) => actions.setMeasureSettings({ operands })}
      />
      <NumberRow
        label="Images used"
        value={settings.images}
        min={1}
        max={available}
        step={1}
        onChange={(images) => actions.setMeasureSettings({ images })}
      />
      <h2>Quantizer</h2>
      <QuantizerFields />
      <h2>Show and add up</h2>
      <ChoiceRow
        label="Score"
        value={distance}
        options={SCORES}
        onChange={(next: Distance) => actions.setDistance(next)}
      />
      <ChoiceRow
        label="AQS of a group"
        value={aggregate}
        options={AGGREGATES}
        onChange={(next: Decisions['aggregate']) => actions.setAggregate(next)}
      />
      <p className="muted settings-note">
        Local scores are the error of a layer’s own output with only that layer quantized; propagated and
        end-to-end say what becomes of the network’s output (KL in nats for a classifier). Another number of
        images is measured at once; operands and quantizer take effect with “Measure”; score and sum change
        what is shown.
      </p>
    </PopoverButton>
  );
}
