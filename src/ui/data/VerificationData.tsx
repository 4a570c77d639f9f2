import { NumberRow } from '../controls/NumberRow.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { pickFiles } from '../shell/pickFiles.ts';
import { DropZone } from './DropZone.tsx';

const ACCEPT = 'image/*,.npy,.npz,.csv,.json';

/** Data that calibration does not use, on which plans are verified: which, how many, and others in their place. */
export function VerificationData() {
  const data = useStudio((state) => state.verificationData);
  const calibration = useStudio((state) => state.data);
  const settings = useStudio((state) => state.verifySettings);
  const isSample = useStudio((state) => state.sampleId !== null);
  const { addVerificationData, useHeldOutData: takeHeldOut, setVerifySettings } = useActions();
  const pick = async (folder: boolean) => {
    const files = await pickFiles(folder ? { folder } : { accept: ACCEPT });
    if (files.length > 0) await addVerificationData(files);
  };
  if (!calibration) return null;
  return (
    <section className="data-verification" aria-label="Verification data">
      <h3>Verification data</h3>
      {calibration.kind === 'synthetic' && data ? (
        <p className="data-synthetic hatched">
          <strong>Synthetic too.</strong> How plans rank on random numbers says little about real data.
        </p>
      ) : null}
      {data ? (
        <p className="data-facts data-facts-wrap">
          <strong>{data.name}</strong>
          <span>
            {data.count}
            {data.available > data.count ? ` of ${data.available}` : ''} {unitOf(data.kind, data.count)},{' '}
            {data.labelled === 0
              ? 'without labels'
              : data.labelled === data.count
                ? 'all labelled'
                : `${data.labelled} labelled`}
          </span>
          {data.origin ? <span className="muted">{data.origin}</span> : null}
        </p>
      ) : (
        <p className="data-warning">
          None: calibration uses all {calibration.count} {unitOf(calibration.kind, calibration.count)}. Plans
          are verified on others only; six or more let every third be held out.
        </p>
      )}
      <DropZone
        label="Verification images"
        text="Drop verification images, a .npy, or labels (CSV file,class or JSON)"
        onFiles={addVerificationData}
        onPick={pick}
      />
      <div className="data-options">
        {isSample || calibration.kind === 'synthetic' ? null : (
          <label className="data-check">
            <input
              type="checkbox"
              checked={settings.holdOut}
              onChange={(event) => setVerifySettings({ holdOut: event.target.checked })}
            />
            Hold every third of the calibration data out
          </label>
        )}
        <NumberRow
          label="Use at most"
          value={settings.images}
          min={1}
          max={100_000}
          step={1}
          onChange={(images) => setVerifySettings({ images })}
        />
        {data?.own ? (
          <button type="button" className="button button-small" onClick={takeHeldOut}>
            Back to the held-out data
          </button>
        ) : null}
      </div>
    </section>
  );
}

function unitOf(kind: 'images' | 'array' | 'synthetic', count: number): string {
  if (kind === 'images') return count === 1 ? 'image' : 'images';
  return count === 1 ? 'sample' : 'samples';
}
