import { useCallback, useEffect, useMemo } from 'react';
import type { Group } from '../../core/groups/Group.ts';
import type { Histogram } from '../../core/ports.ts';
import { pairKey, parsePair } from '../../core/profile/Pair.ts';
import { quantizerFor } from '../../core/profile/quantizerFor.ts';
import { activationParams } from '../../core/quantize/activationParams.ts';
import type { QuantizerSettings } from '../../core/quantize/QuantizerSettings.ts';
import type { QuantParams } from '../../core/quantize/quantParams.ts';
import { selectBudgetRanges } from '../../store/selectors/selectBudgetRanges.ts';
import { selectCosts } from '../../store/selectors/selectCosts.ts';
import { selectLayerByName } from '../../store/selectors/selectLayers.ts';
import { selectPlanByGroup } from '../../store/selectors/selectPlan.ts';
import { selectProfile } from '../../store/selectors/selectProfile.ts';
import { weightHistogramKey } from '../../store/weightHistogramKey.ts';
import { selectSensitivityScale } from '../colour/selectShownSensitivity.ts';
import { CopyNumber } from '../controls/CopyNumber.tsx';
import { formatCost } from '../format/formatCost.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { formatSi } from '../format/formatSi.ts';
import { latencyTrust } from '../profile/latencyTrust.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { GroupReasons } from './GroupReasons.tsx';
import { HistogramChart } from './HistogramChart.tsx';
import { LayerFacts } from './LayerFacts.tsx';
import { PairChart } from './PairChart.tsx';
import { PairReason } from './PairReason.tsx';
import { pairRows } from './pairRows.ts';
import { weightGrid } from './weightGrid.ts';

/** The grid of a layer's input at a pair; null for float, before a plan, and before a measurement. */
function inputGridAt(
  key: string | null,
  histogram: Histogram | null,
  settings: QuantizerSettings['activations'],
): QuantParams | null {
  const pair = key === null ? null : parsePair(key);
  if (!pair || !histogram || pair.activationFloat || pair.activationBits > 16) return null;
  return activationParams(histogram, pair.activationBits, settings);
}

function weightGridAt(
  key: string | null,
  histogram: Histogram | null,
  settings: QuantizerSettings['weights'],
): QuantParams | null {
  const pair = key === null ? null : parsePair(key);
  if (!pair || !histogram || pair.weightFloat || pair.weightBits > 16) return null;
  return weightGrid(histogram, pair.weightBits, settings);
}

/** One group with one of its layers in front. */
export function GroupInspector({ group, layer: name }: { readonly group: Group; readonly layer: string }) {
  const layer = useStudio((state) => selectLayerByName(state).get(name));
  const node = useStudio((state) => (layer ? state.model?.model.nodes[layer.node] : undefined));
  const pair = useStudio((state) => selectPlanByGroup(state).get(group.id) ?? null);
  const pinned = useStudio((state) => state.decisions.pins[group.id] ?? null);
  const cost = useStudio((state) => state.decisions.mainBudget);
  const distance = useStudio((state) => state.decisions.distance);
  const aggregate = useStudio((state) => state.decisions.aggregate);
  const aqs = useStudio((state) => state.aqs);
  const costs = useStudio(selectCosts);
  const scale = useStudio(selectSensitivityScale);
  const weights = useStudio((state) => state.weightHistograms[weightHistogramKey(state, name)] ?? null);
  const inputs = useStudio((state) => state.inputHistograms[name] ?? null);
  const profile = useStudio(selectProfile);
  const wanted = useStudio((state) => (state.aqsSettings ?? state.measureSettings).quantizer);
  const { pin, loadWeightHistogram } = useActions();

  useEffect(() => {
    if (!weights) loadWeightHistogram(name);
  }, [name, weights, loadWeightHistogram]);

  const rows = useMemo(
    () => pairRows({ group, aqs, costs, cost, distance, aggregate }),
    [group, aqs, costs, cost, distance, aggregate],
  );
  const quantizer = useMemo(() => (profile ? quantizerFor(profile, wanted) : wanted), [profile, wanted]);
  const pairText = pair ? pairKey(pair) : null;
  const onPin = useCallback((key: string | null) => pin(group.id, key), [pin, group.id]);
  const inputGrid = useMemo(
    () => inputGridAt(pairText, inputs, quantizer.activations),
    [pairText, inputs, quantizer],
  );
  const weightsGrid = useMemo(
    () => weightGridAt(pairText, weights, quantizer.weights),
    [pairText, weights, quantizer],
  );
  if (!layer) return null;
  return (
    <>
      <header className="inspector-head">
        <h2 className="inspector-name">{name}</h2>
        <p className="muted">
          {layer.label} · {formatSi(layer.macs, 'MAC')}
          {group.layers.length > 1 ? ` · 1 of ${group.layers.length} in group` : ''}
        </p>
      </header>
      <section>
        <div className="section-head">
          <h3>{distance === 'sqnr' ? 'SQNR' : 'AQS'} by pair</h3>
          <span className="muted">
            {pair ? `plan ${pairKey(pair)}` : 'no plan yet'}
            {pinned ? ', pinned' : ''}
          </span>
          <button
            type="button"
            className="button button-small"
            disabled={!pinned}
            onClick={() => pin(group.id, null)}
          >
            Unpin
          </button>
        </div>
        <PairChart
          rows={rows}
          cost={cost}
          distance={distance}
          scale={scale}
          current={pair ? pairKey(pair) : null}
          pinned={pinned}
          onPin={onPin}
        />
        <PairReason group={group.id} />
      </section>
      <section>
        <HistogramChart
          title="Weights"
          histogram={weights}
          grid={weightsGrid}
          bits={pair ? String(pair.weightBits) : null}
          {...(quantizer.weights.perChannel ? { note: 'grid of the widest channel' } : {})}
        />
        <HistogramChart
          title="Input activation"
          histogram={inputs}
          grid={inputGrid}
          bits={pair ? String(pair.activationBits) : null}
        />
      </section>
      <section>
        <h3>Group</h3>
        <GroupReasons group={group} layer={name} />
      </section>
      <PlanCosts group={group} />
      <section>
        <h3>Layer</h3>
        <LayerFacts layer={layer} absorbed={node?.absorbed ?? []} />
      </section>
    </>
  );
}

/** What the group costs at its pair, and its share of the plan. */
function PlanCosts({ group }: { readonly group: Group }) {
  const pair = useStudio((state) => selectPlanByGroup(state).get(group.id) ?? null);
  const costs = useStudio(selectCosts);
  const ranges = useStudio(selectBudgetRanges);
  const totals = useStudio((state) => state.solution?.totals);
  const { amber } = latencyTrust(useStudio(selectProfile));
  if (!pair) return null;
  const key = pairKey(pair);
  return (
    <section>
      <h3>Costs at {key}</h3>
      <dl className="facts">
        {(['bops', 'size', 'latency'] as const).map((cost) => {
          const value = group.layers.reduce(
            (sum, layer) => sum + (costs.get(layer)?.get(key)?.[cost] ?? Number.NaN),
            0,
          );
          if (!ranges[cost].available || Number.isNaN(value)) return null;
          const total = totals?.[cost];
          return (
            <div className="facts-row" key={cost}>
              <dt>{cost === 'bops' ? 'bit operations' : cost}</dt>
              <dd>
                <CopyNumber
                  text={formatCost(cost, value)}
                  value={value}
                  {...(cost === 'latency' && amber ? { className: 'unsourced' } : {})}
                />
                {total ? <span className="muted"> {formatPercent(value / total)} of the plan</span> : null}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
