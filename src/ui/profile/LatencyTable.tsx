import { useId, useState } from 'react';
import { coverageProblems, coverageText, latencyCoverage } from '../../core/cost/latencyCoverage.ts';
import type { Profile } from '../../core/profile/Profile.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { downloadText } from '../shell/downloadText.ts';
import { pickFiles } from '../shell/pickFiles.ts';

/** Measured latencies of the present profile: load a table, see what it covers, take it away again. */
export function LatencyTable({ profile }: { readonly profile: Profile }) {
  const layers = useStudio(selectLayers);
  const { addLatencyTable, removeLatencyTable, latencyTemplate, exportProfile } = useActions();
  const [problem, setProblem] = useState<string | null>(null);
  const hintId = useId();
  const table = profile.latency_model.measured_table;
  const load = async () => {
    const [file] = await pickFiles({ accept: '.csv,text/csv', multiple: false });
    if (file) setProblem(await addLatencyTable(file));
  };
  const save = (file: ReturnType<typeof latencyTemplate>) => {
    if (file) downloadText(file);
  };
  return (
    <section>
      <h3>Measured latencies</h3>
      {table ? <Coverage profile={profile} /> : null}
      <p id={hintId} className="muted">
        {table
          ? 'Measured times win over the latency model. The table is kept until this page is closed, and a link names it without carrying it: save the profile to keep it or pass it on.'
          : 'Times that you measured win over the latency model. A CSV with the columns layer, w_bits, a_bits, ms: milliseconds per image, a line per layer and pair; what is missing comes from the model.'}
      </p>
      {problem ? (
        <p className="status-red" role="alert">
          {problem}
        </p>
      ) : null}
      <div className="profile-buttons">
        <button type="button" className="button" aria-describedby={hintId} onClick={load}>
          {table ? 'Replace the table (CSV)…' : 'Load a table (CSV)…'}
        </button>
        <button
          type="button"
          className="button"
          disabled={layers.length === 0}
          title={
            layers.length === 0 ? 'Open a network first.' : 'A line for every layer and pair of this network'
          }
          onClick={() => save(latencyTemplate())}
        >
          Download a template
        </button>
        {table ? (
          <>
            <button type="button" className="button" onClick={() => save(exportProfile())}>
              Save this profile (JSON)
            </button>
            <button
              type="button"
              className="button"
              onClick={() => {
                setProblem(null);
                removeLatencyTable();
              }}
            >
              Remove the table
            </button>
          </>
        ) : null}
      </div>
    </section>
  );
}

function Coverage({ profile }: { readonly profile: Profile }) {
  const layers = useStudio(selectLayers);
  const table = profile.latency_model.measured_table;
  if (!table) return null;
  const coverage = layers.length > 0 ? latencyCoverage(profile, layers) : null;
  const text = coverage ? coverageText(coverage) : 'open a network to see which of its layers they are for.';
  return (
    <>
      <p>
        <strong>{table.file}</strong>, {table.rows} {table.rows === 1 ? 'time' : 'times'}: {text}
      </p>
      {coverage && coverageProblems(coverage).length > 0 ? (
        <ul className="profile-list">
          {coverageProblems(coverage).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
