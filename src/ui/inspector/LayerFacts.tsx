import type { Layer } from '../../core/model/Layer.ts';
import { CopyNumber } from '../controls/CopyNumber.tsx';
import { formatShape } from '../format/formatShape.ts';
import { formatSi } from '../format/formatSi.ts';

/** Shapes and sizes of one layer, per image. */
export function LayerFacts({
  layer,
  absorbed,
}: {
  readonly layer: Layer;
  readonly absorbed: readonly string[];
}) {
  return (
    <dl className="facts">
      <dt>input</dt>
      <dd>{formatShape(layer.inputShape)}</dd>
      <dt>weights</dt>
      <dd>{formatShape(layer.weightShape)}</dd>
      <dt>output</dt>
      <dd>{formatShape(layer.outputShape)}</dd>
      <dt>MACs</dt>
      <dd>
        <CopyNumber text={formatSi(layer.macs)} value={layer.macs} />
      </dd>
      <dt>parameters</dt>
      <dd>
        <CopyNumber text={formatSi(layer.parameters)} value={layer.parameters} />
        {layer.biases > 0 ? <span className="muted"> + {formatSi(layer.biases)} biases</span> : null}
      </dd>
      {absorbed.length > 0 ? (
        <>
          <dt>folded in</dt>
          <dd className="truncate" title={absorbed.join(', ')}>
            {absorbed.join(', ')}
          </dd>
        </>
      ) : null}
    </dl>
  );
}
