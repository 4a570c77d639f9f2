import { useStudio } from '../StudioContext.tsx';

/** What plans are measured on. */
export function VerificationChips({ onData }: { readonly onData: () => void }) {
  const data = useStudio((state) => state.verificationData);
  const hasData = useStudio((state) => state.data !== null);
  if (!data)
    return (
      <p className="verify-none">
        {hasData
          ? 'No verification data: calibration uses all there are.'
          : 'No data yet: verification needs images, and others for calibration.'}{' '}
        <button type="button" className="layer-link verify-link" onClick={onData}>
          Add verification images…
        </button>
      </p>
    );
  const labelled =
    data.labelled === 0
      ? 'no labels'
      : data.labelled === data.count
        ? 'labelled'
        : `${data.labelled} labelled`;
  const what = data.kind === 'images' ? (data.count === 1 ? 'image' : 'images') : 'samples';
  const of = data.available > data.count ? ` of ${data.available}` : '';
  return (
    <>
      <button
        type="button"
        className={data.kind === 'synthetic' ? 'chip hatched verify-data' : 'chip verify-data'}
        title={`${data.name}${data.origin ? `: ${data.origin}` : ''}. Calibration does not use them. A click opens the data.`}
        onClick={onData}
      >
        {data.kind === 'synthetic' ? `${data.count} synthetic` : `${data.count}${of} ${what}, ${labelled}`}
      </button>
      {data.kind === 'synthetic' ? (
        <strong className="hatched verify-synthetic truncate">
          Synthetic input: how plans rank on random numbers says little about real data.
        </strong>
      ) : (
        <span className="muted truncate verify-origin">{data.name}</span>
      )}
    </>
  );
}
