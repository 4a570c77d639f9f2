import {
  coverageProblems,
  coverageText,
  type LatencyCoverage,
  latencyCoverage,
} from '../../core/cost/latencyCoverage.ts';
import { latencyTemplate } from '../../core/cost/latencyTemplate.ts';
import { readLatencyCsv } from '../../core/cost/readLatencyCsv.ts';
import { baseProfileId, withLatencyTable } from '../../core/cost/withLatencyTable.ts';
import type { Profile } from '../../core/profile/Profile.ts';
import { readProfile } from '../../core/profile/readProfile.ts';
import { carriedBudgets } from '../defaultBudgets.ts';
import { messageOf } from '../Jobs.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { Decisions, StudioActions, StudioState } from '../StudioState.ts';
import { selectLayers } from '../selectors/selectLayers.ts';
import { selectProfile } from '../selectors/selectProfile.ts';

type ProfileActions = Pick<
  StudioActions,
  'addProfile' | 'addLatencyTable' | 'removeLatencyTable' | 'latencyTemplate' | 'exportProfile'
>;

/** Profiles of the user's own, and tables of measured latencies that make a variant of one. */
export function profileActions(parts: StudioParts, setProfile: (id: string) => void): ProfileActions {
  const { store, session } = parts;

  const add = (profile: Profile): void =>
    store.setState((state) => ({
      profiles: { ...state.profiles, [profile.id]: profile },
      hiddenProfiles: state.hiddenProfiles.filter((id) => id !== profile.id),
      notice: null,
    }));

  /** The decisions of the link that the page was opened with waited for this profile. */
  const takeLink = (id: string): boolean => {
    const { link } = session;
    const { model } = store.getState();
    if (!link || link.decisions.profileId !== id || link.sha256 !== model?.sha256) return false;
    session.link = null;
    store.setState({ decisions: link.decisions, news: ['The decisions of the link are in force.'] });
    return true;
  };

  /** The same hardware with other times: pins and edits of groups stay, and so do all budgets but that of latency. */
  const swap = (id: string): void => {
    const before = store.getState();
    if (before.decisions.profileId === id) return;
    const decisions = { ...before.decisions, profileId: id };
    store.setState({ decisions: { ...decisions, ...keptBudgets(before, { ...before, decisions }) } });
  };

  return {
    addProfile: async (file) => {
      try {
        const profile = readProfile(await file.text(), file.name);
        add(profile);
        if (!takeLink(profile.id)) setProfile(profile.id);
      } catch (error) {
        store.setState({ notice: { kind: 'error', text: messageOf(error) } });
      }
    },
    addLatencyTable: async (file) => {
      try {
        const rows = readLatencyCsv(await file.text(), file.name);
        const state = store.getState();
        const current = selectProfile(state);
        const base = current && (state.profiles[baseProfileId(current)] ?? null);
        if (!base)
          throw new Error(
            `${file.name} was not taken: the profile below the present table is not loaded; choose a hardware profile first.`,
          );
        const variant = withLatencyTable(base, rows, file.name);
        const layers = selectLayers(state);
        const coverage = layers.length > 0 ? latencyCoverage(variant, layers) : null;
        const problem = coverage && strangersOnly(coverage, layers[0]?.name ?? '');
        if (problem) throw new Error(`${file.name} was not taken: ${problem}`);
        add(variant);
        if (!takeLink(variant.id)) swap(variant.id);
        if (coverage) {
          const text = [`${file.name}: ${coverageText(coverage)}`, ...coverageProblems(coverage)].join(' ');
          store.setState({ notice: { kind: 'info', text } });
        }
        return null;
      } catch (error) {
        const text = messageOf(error);
        store.setState({ notice: { kind: 'error', text } });
        return text;
      }
    },
    removeLatencyTable: () => {
      const state = store.getState();
      const profile = selectProfile(state);
      const table = profile?.latency_model.measured_table;
      if (!profile || !table) return;
      if (!state.profiles[table.base]) {
        const text = `The profile "${table.base}" below this table is not loaded; choose another profile instead.`;
        store.setState({ notice: { kind: 'error', text } });
        return;
      }
      swap(table.base);
      store.setState(({ hiddenProfiles }) => ({
        hiddenProfiles: [...hiddenProfiles, profile.id],
        notice: null,
      }));
    },
    latencyTemplate: () => {
      const state = store.getState();
      const profile = selectProfile(state);
      const layers = selectLayers(state);
      if (!profile || layers.length === 0) return null;
      const name = `${state.model?.model.name ?? 'model'}.${baseProfileId(profile)}.latency.csv`;
      return {
        name: name.replace(/[^\w.-]+/g, '_'),
        mime: 'text/csv',
        text: latencyTemplate(layers, profile),
      };
    },
    exportProfile: () => {
      const profile = selectProfile(store.getState());
      if (!profile) return null;
      const text = `${JSON.stringify(profile, null, 2)}\n`;
      return { name: `${profile.id}.json`, mime: 'application/json', text };
    },
  };
}

/** Every budget as it is, but latency: as far between cheapest and dearest as before, gone where there is none. */
function keptBudgets(before: StudioState, after: StudioState): Pick<Decisions, 'budgets' | 'mainBudget'> {
  const { budgets, mainBudget } = before.decisions;
  const { latency, ...others } = budgets;
  if (latency === undefined) return { budgets, mainBudget };
  const carried = carriedBudgets(before, after);
  const moved = carried.budgets.latency;
  if (moved !== undefined) return { budgets: { ...budgets, latency: moved }, mainBudget };
  return Object.keys(others).length > 0 ? { ...carried, budgets: others } : carried;
}

/** A sentence when no row is about a layer of the open network. */
function strangersOnly({ measured, partly, strangers }: LatencyCoverage, layer: string): string | null {
  if (measured.length + partly.length > 0) return null;
  return strangers.length > 0
    ? `it has no time of the open network’s layers; it names ${strangers[0]}, the network has ${layer}.`
    : 'it has no time at a pair that the profile runs.';
}
