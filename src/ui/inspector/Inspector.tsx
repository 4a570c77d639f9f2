import { useMemo } from 'react';
import { selectGroupOfLayer, selectGroups } from '../../store/selectors/selectGroups.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';
import { selectUnsupported } from '../../store/selectors/selectUnsupported.ts';
import { CopyNumber } from '../controls/CopyNumber.tsx';
import { formatBytes } from '../format/formatBytes.ts';
import { formatShape } from '../format/formatShape.ts';
import { formatSi } from '../format/formatSi.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { GroupInspector } from './GroupInspector.tsx';
import { inspectorSubject } from './inspectorSubject.ts';
import { PeakMemory } from './PeakMemory.tsx';
import './inspector.css';

/** The facts of what is selected; of the whole model when nothing is. */
export function Inspector() {
  const selection = useStudio((state) => state.selection);
  const groupOf = useStudio(selectGroupOfLayer);
  const unsupported = useStudio(selectUnsupported);
  const subject = useMemo(() => inspectorSubject(selection, groupOf), [selection, groupOf]);
  const floating = subject.kind === 'nothing' ? selection.find((layer) => unsupported.has(layer)) : undefined;
  return (
    <aside className="inspector" aria-label="Inspector">
      {subject.kind === 'group' ? <GroupInspector group={subject.group} layer={subject.layer} /> : null}
      {subject.kind === 'many' ? (
        <ManyGroups groups={subject.groups.map((group) => group.id)} layers={subject.layers} />
      ) : null}
      {floating !== undefined ? (
        <header className="inspector-head">
          <h2 className="inspector-name">{floating}</h2>
          <p className="inspector-float">{unsupported.get(floating)}</p>
        </header>
      ) : null}
      {subject.kind === 'nothing' && floating === undefined ? <ModelFacts /> : null}
    </aside>
  );
}

function ModelFacts() {
  const model = useStudio((state) => state.model);
  const layers = useStudio(selectLayers);
  const groups = useStudio(selectGroups);
  const unsupported = useStudio(selectUnsupported);
  const repairs = useStudio((state) => state.repairs.length);
  if (!model) return <p className="empty">No model is open.</p>;
  const macs = layers.reduce((sum, layer) => sum + layer.macs, 0);
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters + layer.biases, 0);
  const inputs = model.model.inputs.map((id) => formatShape(model.model.tensors[id]?.shape.slice(1) ?? []));
  return (
    <>
      <header className="inspector-head">
        <h2 className="inspector-name">{model.model.name}</h2>
        <p className="muted">Select a layer in the graph or a group in the table.</p>
      </header>
      <section>
        <h3>Model</h3>
        <dl className="facts">
          <dt>input</dt>
          <dd>{inputs.join(', ')}</dd>
          <dt>layers</dt>
          <dd>
            {layers.length}
            <span className="muted"> of {model.model.nodes.length} nodes</span>
          </dd>
          <dt>groups</dt>
          <dd>
            {groups.length}
            <span className="muted">
              {' '}
              ({groups.filter((group) => group.layers.length > 1).length} of several layers)
            </span>
          </dd>
          <dt>MACs</dt>
          <dd>
            <CopyNumber text={formatSi(macs)} value={macs} />
          </dd>
          <dt>parameters</dt>
          <dd>
            <CopyNumber text={formatSi(parameters)} value={parameters} />
          </dd>
          <dt>in the file</dt>
          <dd>
            <CopyNumber text={formatBytes(model.weightBytes)} value={model.weightBytes} />
          </dd>
          <dt>format</dt>
          <dd>{model.model.format}</dd>
          <dt>SHA-256</dt>
          <dd className="truncate" title={model.sha256}>
            {model.sha256.slice(0, 16)}…
          </dd>
        </dl>
      </section>
      <PeakMemory />
      {(model.model.notes?.length ?? 0) > 0 ? (
        <section>
          <h3>Left out by the reader</h3>
          {model.model.notes?.map((note) => (
            <p key={note} className="inspector-float">
              {note}
            </p>
          ))}
        </section>
      ) : null}
      {unsupported.size > 0 ? (
        <section>
          <h3>Stay float</h3>
          <p className="inspector-float">
            {unsupported.size} {unsupported.size === 1 ? 'layer' : 'layers'}: {[...unsupported.values()][0]}
          </p>
        </section>
      ) : null}
      {repairs > 0 ? (
        <section>
          <h3>Monotone repair</h3>
          <p className="muted">
            {repairs} {repairs === 1 ? 'score was' : 'scores were'} lowered: a pair with at least as many bits
            in both places measured worse than a narrower pair, so it takes that pair’s score (running
            minimum). ⌃ marks {repairs === 1 ? 'it' : 'them'} in the charts.
          </p>
        </section>
      ) : null}
    </>
  );
}

function ManyGroups({
  groups,
  layers,
}: {
  readonly groups: readonly string[];
  readonly layers: readonly string[];
}) {
  const { select, moveLayers } = useActions();
  return (
    <>
      <header className="inspector-head">
        <h2>{layers.length} layers</h2>
        <p className="muted">in {groups.length} groups; 1…9 pins them all</p>
      </header>
      <section>
        <button type="button" className="button" onClick={() => moveLayers(layers, groups[0] ?? null)}>
          Make them one group
        </button>
      </section>
      <section>
        <h3>Selected</h3>
        <ul className="reason-layers">
          {layers.map((layer) => (
            <li key={layer}>
              <button type="button" className="layer-link truncate" onClick={() => select([layer])}>
                {layer}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
