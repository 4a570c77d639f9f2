import { type HonestyChip, selectHonesty, selectStale } from '../../store/selectors/selectHonesty.ts';
import { selectMissing } from '../../store/selectors/selectProgram.ts';
import { Icon } from '../controls/Icon.tsx';
import { ProgressBar } from '../controls/ProgressBar.tsx';
import { formatMoment } from '../format/formatMoment.ts';
import { PreviewChip } from '../lowering/PreviewChip.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { TrustChip } from '../verify/TrustChip.tsx';
import { MeasureSettings } from './MeasureSettings.tsx';
import { quantizerWords } from './quantizerWords.ts';

const SCORE = {
  propagated: 'propagated AQS (pred. at the output)',
  endToEnd: 'end-to-end AQS (measured at the output)',
  nmse: 'local AQS, NMSE',
  sqnr: 'local AQS, SQNR',
  cosine: 'local AQS, cosine',
  histogramKl: 'local AQS, histogram KL',
  maxError: 'local AQS, largest error',
} as const;
const OPERANDS = { both: 'weights + input', input: 'input only', weights: 'weights only' } as const;
const TONE = { plain: 'chip', assumed: 'chip chip-amber', synthetic: 'chip hatched' } as const;

/** Where the numbers come from (always visible), the measurement under way, and the way to start it again. */
export function MeasureBar({ onData }: { readonly onData?: () => void }) {
  const chips = useStudio(selectHonesty);
  const job = useStudio((state) => state.jobs.measure);
  const reading = useStudio((state) => state.jobs.data);
  const stale = useStudio(selectStale);
  const measured = useStudio((state) => state.aqsSettings !== null);
  const keptAt = useStudio(({ aqsKept, aqs }) => (aqsKept?.table === aqs ? aqsKept.savedAt : null));
  const synthetic = useStudio(
    ({ data, aqsData }) => aqsData?.kind === 'synthetic' || data?.kind === 'synthetic',
  );
  const warning = useStudio((state) => state.data?.warnings[0]);
  const warnings = useStudio((state) => state.data?.warnings.join('\n'));
  const hasData = useStudio((state) => state.data !== null);
  const missing = useStudio((state) => selectMissing(state).length > 0);
  const distance = useStudio((state) => state.decisions.distance);
  const settings = useStudio((state) => state.aqsSettings ?? state.measureSettings);
  const { measure, cancel } = useActions();
  const textOf = (chip: HonestyChip) =>
    chip.id === 'score'
      ? `${SCORE[distance]}, ${OPERANDS[settings.operands]}, ${quantizerWords(settings.quantizer)}`
      : chip.id === 'spread'
        ? `spread ${chip.text}`
        : chip.text;
  // The top bar says these two itself; here they only stand when they give a warning.
  const shown = chips.filter(
    (chip) => (chip.id !== 'backend' && chip.id !== 'data') || chip.tone !== 'plain',
  );
  return (
    <section className={synthetic ? 'measure-bar hatched' : 'measure-bar'} aria-label="Measurement">
      <ul className="measure-chips">
        {shown.map((chip) => (
          <li key={chip.id} className={synthetic ? 'chip chip-on-hatch' : TONE[chip.tone]} title={chip.title}>
            {textOf(chip)}
          </li>
        ))}
        {keptAt === null ? null : (
          <li
            className={synthetic ? 'chip chip-on-hatch' : 'chip'}
            title="Measured on an earlier visit, with the same network, data and settings. “Measure again” makes it new."
          >
            kept from {formatMoment(keptAt)}
          </li>
        )}
        <TrustChip listed />
        <PreviewChip />
      </ul>
      <div className="measure-middle">
        {reading.state === 'running' ? (
          <ProgressBar label="Reading calibration data" job={reading} onCancel={() => cancel('data')} />
        ) : job.state === 'running' ? (
          <ProgressBar label="Measuring AQS" job={job} onCancel={() => cancel('measure')} />
        ) : job.state === 'failed' ? (
          <span className="measure-failed truncate" title={job.message} role="alert">
            {job.message}
          </span>
        ) : synthetic ? (
          <strong className="truncate">
            Synthetic input: these numbers say little about real data. Drop images to replace it.
          </strong>
        ) : warning ? (
          <button type="button" className="measure-warning truncate" title={warnings} onClick={onData}>
            {warning}
          </button>
        ) : hasData ? null : (
          <p className="measure-empty truncate">
            No calibration data yet: drop images, a folder or a .npy anywhere,{' '}
            {onData ? (
              <button type="button" className="layer-link measure-choose" onClick={onData}>
                or choose here…
              </button>
            ) : null}
          </p>
        )}
      </div>
      <MeasureSettings />
      <button
        type="button"
        className={
          stale || missing || !measured ? 'button button-small button-primary' : 'button button-small'
        }
        disabled={!hasData || job.state === 'running' || reading.state === 'running'}
        title={hasData ? 'Measures every layer at every pair of the profile' : 'Needs calibration data'}
        onClick={() => measure()}
      >
        <Icon name="refresh" />
        {measured && !missing ? 'Measure again' : 'Measure'}
      </button>
    </section>
  );
}
