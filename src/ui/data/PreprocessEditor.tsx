import { useEffect, useState } from 'react';
import type { Preprocess } from '../../core/calibration/Dataset.ts';
import {
  type PresetName,
  presetNames,
  presetOf,
  presetTitles,
  withPreset,
} from '../../core/calibration/presets.ts';
import { useActions } from '../StudioContext.tsx';

const FITS = { crop: 'short side, centre crop', stretch: 'stretch', pad: 'long side, padded' } as const;

/** How pixels become the network's input; every change is applied at once and seen in the preview. */
export function PreprocessEditor({ preprocess }: { readonly preprocess: Preprocess }) {
  const { setPreprocess } = useActions();
  const change = (part: Partial<Preprocess>) => setPreprocess({ ...preprocess, ...part });
  return (
    <div className="preprocess">
      <label className="field-row">
        <span className="label">preset</span>
        <select
          className="field"
          value={presetOf(preprocess)}
          onChange={(event) => setPreprocess(withPreset(preprocess, event.target.value as PresetName))}
        >
          {presetNames.map((id) => (
            <option key={id} value={id}>
              {presetTitles[id]}
            </option>
          ))}
          <option value="custom" disabled>
            custom
          </option>
        </select>
      </label>
      <label className="field-row">
        <span className="label">fit</span>
        <select
          className="field"
          value={preprocess.fit}
          onChange={(event) => change({ fit: event.target.value as Preprocess['fit'] })}
        >
          {Object.entries(FITS).map(([id, text]) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <div className="field-row">
        <span className="label">height × width</span>
        <span className="field-pair">
          <NumberField
            label="height"
            value={preprocess.height}
            integer
            onChange={(height) => change({ height })}
          />
          ×
          <NumberField
            label="width"
            value={preprocess.width}
            integer
            onChange={(width) => change({ width })}
          />
        </span>
      </div>
      {preprocess.fit === 'crop' ? (
        <div className="field-row">
          <span className="label">crop fraction</span>
          <NumberField
            label="crop fraction"
            value={preprocess.cropFraction}
            onChange={(cropFraction) => change({ cropFraction })}
          />
        </div>
      ) : null}
      <label className="field-row">
        <span className="label">channels</span>
        <select
          className="field"
          value={preprocess.channels}
          onChange={(event) => change({ channels: event.target.value as Preprocess['channels'] })}
        >
          <option>RGB</option>
          <option>BGR</option>
          <option>gray</option>
        </select>
      </label>
      <div className="field-row">
        <span className="label">pixel × scale</span>
        <NumberField label="scale" value={preprocess.scale} onChange={(scale) => change({ scale })} />
      </div>
      <div className="field-row">
        <span className="label">− mean</span>
        <ListField label="mean, per channel" values={preprocess.mean} onChange={(mean) => change({ mean })} />
      </div>
      <div className="field-row">
        <span className="label">÷ std</span>
        <ListField
          label="standard deviation, per channel"
          values={preprocess.std}
          onChange={(std) => change({ std })}
        />
      </div>
      <label className="field-row">
        <span className="label">layout</span>
        <select
          className="field"
          value={preprocess.layout}
          onChange={(event) => change({ layout: event.target.value as Preprocess['layout'] })}
        >
          <option>NHWC</option>
          <option>NCHW</option>
        </select>
      </label>
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly integer?: boolean;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, value, integer = false, onChange }: NumberFieldProps) {
  const read = (text: string) => {
    const number = Number(text.replace(',', '.'));
    return Number.isFinite(number) && number > 0 && (!integer || Number.isInteger(number)) ? number : null;
  };
  return <TextField label={label} value={short(value)} read={read} onChange={onChange} />;
}

function ListField({
  label,
  values,
  onChange,
}: {
  label: string;
  values: readonly number[];
  onChange: (values: number[]) => void;
}) {
  const read = (text: string) => {
    const numbers = text
      .split(/[\s;,]+/)
      .filter(Boolean)
      .map(Number);
    return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : null;
  };
  return <TextField label={label} value={values.map(short).join(', ')} read={read} onChange={onChange} />;
}

interface TextFieldProps<T> {
  readonly label: string;
  readonly value: string;
  /** null when the text is not such a value. */
  readonly read: (text: string) => T | null;
  readonly onChange: (value: T) => void;
}

function TextField<T>({ label, value, read, onChange }: TextFieldProps<T>) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const bad = read(text) === null;
  const commit = () => {
    const next = read(text);
    if (next !== null && text !== value) onChange(next);
  };
  return (
    <input
      className="field number"
      aria-label={label}
      aria-invalid={bad}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(8)));
}
