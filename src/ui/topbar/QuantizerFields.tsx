import { useMemo } from 'react';
import { type FixedSetting, fixedSettings, quantizerFor } from '../../core/profile/quantizerFor.ts';
import type { QuantizerSettings } from '../../core/quantize/QuantizerSettings.ts';
import { selectProfile } from '../../store/selectors/selectProfile.ts';
import { ChoiceRow } from '../controls/ChoiceRow.tsx';
import { NumberRow } from '../controls/NumberRow.tsx';
import { SwitchRow } from '../controls/SwitchRow.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { equalizationText } from './equalizationText.ts';

const RANGES = { 'min-max': 'min – max', percentile: 'percentile', mse: 'least squared error' } as const;

type Operand = FixedSetting['operand'];

/** How ranges are found and grids are laid. What the profile fixes is shown as it will run, and cannot be changed. */
export function QuantizerFields() {
  const wanted = useStudio((state) => state.measureSettings.quantizer);
  const profile = useStudio(selectProfile);
  const model = useStudio((state) => state.model?.model ?? null);
  const { setMeasureSettings } = useActions();
  const quantizer = useMemo(() => (profile ? quantizerFor(profile, wanted) : wanted), [profile, wanted]);
  const fixed = useMemo(() => (profile ? fixedSettings(profile) : []), [profile]);
  const pairs = useMemo(() => equalizationText(model), [model]);

  const set = (change: Partial<QuantizerSettings>) =>
    setMeasureSettings({ quantizer: { ...wanted, ...change } });
  const setOperand = (operand: Operand, change: Partial<QuantizerSettings['weights']>) =>
    set({ [operand]: { ...wanted[operand], ...change } });
  const why = (operand: Operand, name: FixedSetting['name']): string | undefined =>
    fixed.find((setting) => setting.operand === operand && setting.name === name)?.text;

  const rangeRows = (operand: Operand, label: string) => (
    <>
      <ChoiceRow
        label={`${label} range`}
        value={wanted[operand].range}
        options={RANGES}
        onChange={(range) => setOperand(operand, { range })}
      />
      {wanted[operand].range === 'percentile' ? (
        <NumberRow
          label={`${label}, % inside`}
          value={wanted[operand].percentile}
          min={50}
          max={100}
          step={0.01}
          onChange={(percentile) => setOperand(operand, { percentile })}
        />
      ) : null}
    </>
  );
  return (
    <>
      {rangeRows('activations', 'Input')}
      {rangeRows('weights', 'Weight')}
      <SwitchRow
        label="Bias correction"
        text="Biases make up for the mean error that quantized weights bring to a layer’s output."
        value={quantizer.biasCorrection ?? false}
        onChange={(biasCorrection) => set({ biasCorrection })}
      />
      <SwitchRow
        label="Equalize layers"
        text={`Channels between two layers are rescaled until their weights are of like size on both sides; the float network’s outputs stay the same.${pairs}`}
        value={quantizer.equalize ?? false}
        onChange={(equalize) => set({ equalize })}
      />
      <h3>Grids</h3>
      <SwitchRow
        label="One weight grid per output channel"
        text="Off: one grid for the whole filter, coarser for channels with small weights."
        value={quantizer.weights.perChannel}
        fixed={why('weights', 'perChannel')}
        onChange={(perChannel) => setOperand('weights', { perChannel })}
      />
      <SwitchRow
        label="Symmetric weights"
        text="Weight grids have no zero point: cheaper hardware, one step fewer."
        value={quantizer.weights.symmetric}
        fixed={why('weights', 'symmetric')}
        onChange={(symmetric) => setOperand('weights', { symmetric })}
      />
      <SwitchRow
        label="Symmetric inputs"
        text="Input grids have no zero point: an input with few negative values wastes half of its steps."
        value={quantizer.activations.symmetric}
        fixed={why('activations', 'symmetric')}
        onChange={(symmetric) => setOperand('activations', { symmetric })}
      />
      <SwitchRow
        label="Power-of-two weight scales"
        text="Scales are rounded up to powers of two, so that hardware may shift instead of multiply."
        value={quantizer.weights.powerOfTwo}
        fixed={why('weights', 'powerOfTwo')}
        onChange={(powerOfTwo) => setOperand('weights', { powerOfTwo })}
      />
      <SwitchRow
        label="Power-of-two input scales"
        text="The same for the grids of inputs."
        value={quantizer.activations.powerOfTwo}
        fixed={why('activations', 'powerOfTwo')}
        onChange={(powerOfTwo) => setOperand('activations', { powerOfTwo })}
      />
    </>
  );
}
