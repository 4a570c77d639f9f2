import { readLayerAqs, writeLayerAqs } from '../../core/exports/layerAqs.ts';
import type { PlanFile } from '../../core/exports/PlanFile.ts';
import { planCsv } from '../../core/exports/planCsv.ts';
import { planJson } from '../../core/exports/planJson.ts';
import { planMismatches, readPlan } from '../../core/exports/readPlan.ts';
import { readVerification, writeVerification } from '../../core/exports/verificationFile.ts';
import { parsePair } from '../../core/profile/Pair.ts';
import { profileHash } from '../../core/profile/profileHash.ts';
import { defaultQuantizer } from '../../core/quantize/QuantizerSettings.ts';
import { heldQuestion, selectHeldPlan } from '../heldPlan.ts';
import { initialDecisions } from '../initialState.ts';
import { messageOf } from '../Jobs.ts';
import { findVerified, withVerified } from '../planEvaluator.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { Decisions, StudioActions, StudioState } from '../StudioState.ts';
import { selectGroups } from '../selectors/selectGroups.ts';
import { selectLayers } from '../selectors/selectLayers.ts';
import { selectProfile } from '../selectors/selectProfile.ts';
import { selectProgram } from '../selectors/selectProgram.ts';
import { selectTotals } from '../selectors/selectTotals.ts';
import { quantizerInForce, tableKey } from '../tableKey.ts';
import { planKey, type VerifiedPlan } from '../VerifiedPlan.ts';

type FileActions = Pick<StudioActions, 'exportPlan' | 'importPlan'>;

/** Plans as files, out and in. */
export function fileActions(parts: StudioParts): FileActions {
  const { store, host, jobs, session } = parts;

  const tell = (kind: 'error' | 'info', text: string): void => store.setState({ notice: { kind, text } });

  return {
    exportPlan: (format) => {
      try {
        const text =
          format === 'json'
            ? jsonOf(store.getState(), host.version, session.solverVersion)
            : csvOf(store.getState());
        const name = `${store.getState().model?.model.name ?? 'model'}.plan.${format}`.replace(
          /[^\w.-]+/g,
          '_',
        );
        return { name, mime: format === 'json' ? 'application/json' : 'text/csv', text };
      } catch (error) {
        tell('error', messageOf(error));
        return null;
      }
    },
    importPlan: async (file) => {
      try {
        const text = await file.text();
        const plan = readPlan(text, file.name);
        const state = store.getState();
        if (!state.model)
          return tell(
            'error',
            `${file.name} is a plan for the network "${plan.model.name}": open that network first.`,
          );
        const profile = state.profiles[plan.profile.id];
        const problems = planMismatches(plan, {
          modelSha256: state.model.sha256,
          modelName: state.model.model.name,
          layers: selectLayers(state).map((layer) => layer.name),
          ...(profile ? { profileHash: profileHash(profile) } : {}),
        });
        if (plan.model.sha256 !== state.model.sha256 || !profile)
          return tell('error', `${file.name} was not opened. ${problems.join(' ')}`);
        for (const job of ['data', 'measure', 'verify'] as const) jobs.cancel(job);
        const { settings } = plan;
        const next: StudioState = {
          ...state,
          measureSettings: {
            operands: settings.operands,
            // Older plans lack what is off by default.
            quantizer: { ...defaultQuantizer, ...settings.quantizer },
            images: settings.images,
          },
          decisions: {
            ...initialDecisions,
            profileId: plan.profile.id,
            budgets: plan.budgets,
            mainBudget: plan.main_budget,
            pins: Object.fromEntries(plan.groups.filter((g) => g.pinned).map((g) => [g.id, g.pair])),
            assignment: plan.assignment,
            aggregate: settings.aggregate,
            distance: settings.distance,
            aqsLimit: plan.objective?.aqs_limit ?? null,
            tolerance: plan.objective?.tolerance ?? 0,
          },
        };
        const decisions = refinedDecisions(next.decisions, plan);
        const verified = fromFile(plan, file.name);
        const aqs = readLayerAqs((JSON.parse(text) as { readonly layer_aqs?: unknown }).layer_aqs);
        if (aqs) session.tables.set(tableKey(next, session), aqs);
        store.setState({
          measureSettings: next.measureSettings,
          decisions,
          ...(verified ? { verified: withVerified(state.verified, verified) } : {}),
          ...(aqs ? { aqs, repairs: [], aqsSettings: next.measureSettings, aqsData: plan.data } : {}),
          notice: problems.length > 0 ? { kind: 'info', text: problems.join(' ') } : null,
          news: [`${file.name} is open: its decisions${aqs ? ' and its AQS' : ''} are in force.`],
        });
      } catch (error) {
        tell('error', messageOf(error));
      }
    },
  };
}

/** A refined plan of a file is held as it was, while the budgets and decisions that came with it stay. */
function refinedDecisions(decisions: Decisions, { refined, groups }: PlanFile): Decisions {
  if (refined === undefined) return decisions;
  const pairs = Object.fromEntries(groups.map(({ id, pair }) => [id, pair]));
  return { ...decisions, heldPlan: { how: refined, pairs, question: heldQuestion(decisions) } };
}

/** What a plan measured where the file was written: shown, but not counted among what was measured here. */
function fromFile(plan: PlanFile, file: string): VerifiedPlan | null {
  const { verification, groups, solver, settings } = plan;
  if (!verification) return null;
  const pairs = Object.fromEntries(
    groups.flatMap(({ layers, pair }) => layers.map((layer) => [layer, parsePair(pair)] as const)),
  );
  return {
    id: planKey(pairs),
    pairs,
    verification: readVerification(verification),
    predicted: solver.objective,
    data: verification.data,
    quantizer: { ...defaultQuantizer, ...settings.quantizer },
    ranges: plan.data,
    measuredWith: `file ${file}`,
    file,
  };
}

function jsonOf(state: StudioState, version: string, solverVersion: string): string {
  const { model, plan, aqsData, aqsSettings, decisions } = state;
  const profile = selectProfile(state);
  const program = selectProgram(state);
  if (!model || !profile || !program || !plan || !aqsData || !aqsSettings)
    throw new Error('There is no plan to export yet: open a network and measure it first.');
  const totals = selectTotals(state).find((row) => row.id === 'plan');
  const verified = findVerified(state, plan.pairs);
  const text = planJson({
    producer: { name: 'Mixbit Studio', version },
    model: { name: model.model.name, format: model.model.format, sha256: model.sha256 },
    profile,
    groups: selectGroups(state),
    program,
    plan,
    mainBudget: decisions.mainBudget,
    aqsLimit: decisions.aqsLimit,
    tolerance: decisions.tolerance,
    solverVersion,
    settings: {
      operands: aqsSettings.operands,
      distance: decisions.distance,
      aggregate: decisions.aggregate,
      images: aqsData.count,
      quantizer: quantizerInForce(state, aqsSettings),
    },
    data: { kind: aqsData.kind, name: aqsData.name, count: aqsData.count },
    assignment: decisions.assignment,
    ...(verified ? { verification: writeVerification(verified.verification, verified.data) } : {}),
    ...(selectHeldPlan(state) && decisions.heldPlan ? { refined: decisions.heldPlan.how } : {}),
    activationBytes: totals?.activationBytes ?? 0,
    ...(totals && totals.latencyMs !== null
      ? { conversions: { count: totals.conversions, ms: totals.conversionMs } }
      : {}),
  });
  return `${JSON.stringify({ ...JSON.parse(text), layer_aqs: writeLayerAqs(state.aqs) }, null, 2)}\n`;
}

function csvOf(state: StudioState): string {
  const profile = selectProfile(state);
  if (!profile || !state.plan)
    throw new Error('There is no plan to export yet: open a network and measure it first.');
  const { plan, aqs } = state;
  return planCsv({
    layers: selectLayers(state),
    plan,
    profile,
    aqs,
    distance: state.decisions.distance,
    ...(state.aqsData ? { dataKind: state.aqsData.kind } : {}),
  });
}
