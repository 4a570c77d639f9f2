import type { Sample } from '../../store/Sample.ts';
import { Icon } from '../controls/Icon.tsx';
import { formatBytes } from '../format/formatBytes.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { pickFiles } from '../shell/pickFiles.ts';
import './start.css';

/** Nothing is open yet: where to drop a model, three networks one click away, and what happens to one's files. */
export function FirstSight() {
  const samples = useStudio((state) => state.samples);
  const { openFiles } = useActions();
  const open = async (folder: boolean) => {
    const files = await pickFiles({ folder });
    if (files.length > 0) await openFiles(files);
  };
  return (
    <div className="start">
      <div className="start-inner">
        <section className="start-drop" aria-labelledby="start-title">
          <Icon name="drop" />
          <h2 id="start-title">Drop a model here</h2>
          <p>
            A TensorFlow.js <code>model.json</code> with its shards, a folder, or a <code>.zip</code>
          </p>
          <p className="start-buttons">
            <button type="button" className="button" onClick={() => open(false)}>
              Choose files…
            </button>
            <button type="button" className="button" onClick={() => open(true)}>
              Choose a folder…
            </button>
          </p>
          <p className="muted">Nothing leaves this page.</p>
        </section>
        <h2 className="start-or">or start with a network that is here</h2>
        {samples.length === 0 ? <p className="muted">Looking for sample networks…</p> : null}
        <ul className="start-samples">
          {samples.map((sample, index) => (
            <SampleCard key={sample.id} sample={sample} first={index === 0} />
          ))}
        </ul>
        <ol className="start-steps muted">
          <li>AQS of every layer at every pair of bits is measured here, on your machine.</li>
          <li>You slide a budget; the solver answers with the best plan and whether that is proven.</li>
          <li>You export a pair of bits for every layer.</li>
        </ol>
      </div>
    </div>
  );
}

function SampleCard({ sample, first }: { readonly sample: Sample; readonly first: boolean }) {
  const { openSample } = useActions();
  return (
    <li>
      <button
        type="button"
        className={first ? 'sample sample-first' : 'sample'}
        onClick={() => openSample(sample.id)}
      >
        <strong>{sample.title}</strong>
        <span className="sample-facts">
          {sample.facts.split(/\s*·\s*/).map((line) => (
            <span key={line}>{line}</span>
          ))}
        </span>
        <span className="sample-foot muted" title={`${sample.licence}; ${sample.source}`}>
          <span>{formatBytes(sample.bytes)}</span>
          <span>{sample.licence}</span>
        </span>
      </button>
    </li>
  );
}
