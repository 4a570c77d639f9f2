import { useId, useState } from 'react';
import { ProgressBar } from '../controls/ProgressBar.tsx';
import { StudioDialog } from '../controls/StudioDialog.tsx';
import { formatShape } from '../format/formatShape.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { pickFiles } from '../shell/pickFiles.ts';
import { DropZone } from './DropZone.tsx';
import { KeptMeasurements } from './KeptMeasurements.tsx';
import { PreprocessEditor } from './PreprocessEditor.tsx';
import { PreviewStrip } from './PreviewStrip.tsx';
import { VerificationData } from './VerificationData.tsx';
import './data.css';

/** Calibration data: which, how they become the network's input, and what looks wrong about them. */
export function DataDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const data = useStudio((state) => state.data);
  const job = useStudio((state) => state.jobs.data);
  const { cancel } = useActions();
  return (
    <StudioDialog title="Calibration data" isOpen={isOpen} onClose={onClose} width="820px">
      {data?.kind === 'synthetic' ? (
        <p className="data-synthetic hatched">
          <strong>Synthetic input.</strong> Random numbers in the range of the network’s input: shapes and
          costs are right, AQS says little about real data.
        </p>
      ) : null}
      {data ? (
        <p className="data-facts">
          <strong>{data.name}</strong>
          <span>
            {data.count} × {formatShape(data.shape)}
          </span>
        </p>
      ) : (
        <p className="muted">
          No data yet. AQS is measured on data like those the network will see; 32 images are a good start.
        </p>
      )}
      {data?.warnings.map((warning) => (
        <p key={warning} className="data-warning">
          {warning}
        </p>
      ))}
      {job.state === 'running' ? (
        <ProgressBar label="Reading data" job={job} onCancel={() => cancel('data')} />
      ) : null}
      {job.state === 'failed' ? (
        <p className="data-failed" role="alert">
          {job.message}
        </p>
      ) : null}
      {data && data.kind !== 'array' ? (
        <PreviewStrip count={data.count} preprocess={data.preprocess} />
      ) : null}
      <div className="data-columns">
        <div className="data-left">
          <DataSources replaces={data !== null} />
          <VerificationData />
        </div>
        <section>
          <h3>From pixels to the network’s input</h3>
          {data?.preprocess ? (
            <PreprocessEditor preprocess={data.preprocess} />
          ) : (
            <p className="muted">Images only: arrays and synthetic input are taken as they are.</p>
          )}
        </section>
      </div>
      <KeptMeasurements />
    </StudioDialog>
  );
}

function DataSources({ replaces }: { readonly replaces: boolean }) {
  const { addData, useSyntheticData: takeSynthetic, useSampleData: takeSampleData } = useActions();
  const sample = useStudio((state) => state.samples.find(({ id }) => id === state.sampleId) ?? null);
  const [seed, setSeed] = useState('1');
  const seedId = useId();
  const pick = async (folder: boolean) => {
    const files = await pickFiles(folder ? { folder } : { accept: 'image/*,.npy,.npz' });
    if (files.length > 0) await addData(files);
  };
  return (
    <section>
      <h3>{replaces ? 'Replace by' : 'Add'}</h3>
      <DropZone
        label="Calibration data"
        text="Drop images, a folder, a .npy or .npz"
        onFiles={addData}
        onPick={pick}
      />
      <div className="data-seed">
        <label htmlFor={seedId}>Seed</label>
        <input
          id={seedId}
          className="field field-small number"
          inputMode="numeric"
          value={seed}
          onChange={(event) => setSeed(event.target.value.replace(/\D/g, ''))}
        />
        <button
          type="button"
          className="button button-small"
          onClick={() => takeSynthetic(Number(seed) || 1)}
        >
          Use synthetic input
        </button>
      </div>
      {sample ? (
        <p>
          <button type="button" className="button button-small" onClick={() => takeSampleData()}>
            Use the {sample.calibration.count} images of {sample.title}
          </button>
        </p>
      ) : null}
    </section>
  );
}
