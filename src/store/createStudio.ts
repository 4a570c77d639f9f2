import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import { propagatedScores } from '../core/sensitivity/propagatedScores.ts';
import { repairMonotone } from '../core/sensitivity/repairMonotone.ts';
import { dataActions } from './actions/dataActions.ts';
import { decisionActions } from './actions/decisionActions.ts';
import { fileActions } from './actions/fileActions.ts';
import { groupActions } from './actions/groupActions.ts';
import { keptActions } from './actions/keptActions.ts';
import { loweringActions } from './actions/loweringActions.ts';
import { machineActions } from './actions/machineActions.ts';
import { measureActions } from './actions/measureActions.ts';
import { openActions } from './actions/openActions.ts';
import { profileActions } from './actions/profileActions.ts';
import { refineActions } from './actions/refineActions.ts';
import { verificationDataActions } from './actions/verificationDataActions.ts';
import { verifyActions } from './actions/verifyActions.ts';
import { rememberedView, viewActions } from './actions/viewActions.ts';
import { startExplaining } from './explaining.ts';
import { growStairs } from './growStairs.ts';
import { startHolding } from './heldPlan.ts';
import { initialState } from './initialState.ts';
import { createJobs, messageOf } from './Jobs.ts';
import { keepPlans } from './keepPlans.ts';
import { loadCatalogue } from './loadCatalogue.ts';
import { readPermalink, writePermalink } from './permalink.ts';
import { planEvaluator } from './planEvaluator.ts';
import { newSession } from './Session.ts';
import type { Studio } from './Studio.ts';
import type { StudioHost } from './StudioHost.ts';
import type { StudioParts } from './StudioParts.ts';
import type { StudioState } from './StudioState.ts';
import { selectMissing } from './selectors/selectProgram.ts';
import { startSolving } from './solving.ts';
import { tableKey } from './tableKey.ts';
import { withKept } from './withKept.ts';

/** The address follows decisions and settings, a moment after the last change. */
const linkDelayMs = 400;

function linkKeeper({ store, host, session }: StudioParts): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    if (!host.address) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { model, decisions, measureSettings: measure, verifySettings: verify } = store.getState();
      if (!model && session.link) return;
      const sample = session.sample === null ? {} : { sample: session.sample };
      const link = model && { ...sample, sha256: model.sha256, decisions, measure, verify };
      host.address?.write(link ? writePermalink(link) : '');
    }, linkDelayMs);
  };
}

/** The studio without a face: a store of what is known, and the actions that change it. */
export function createStudio(given: StudioHost, state: Partial<StudioState> = {}): Studio {
  const store: Studio['store'] = createStore<StudioState>()(
    temporal(() => ({ ...initialState, ...rememberedView(given.storage), ...state }), {
      partialize: ({ decisions }) => ({ decisions }),
      equality: (a, b) => a.decisions === b.decisions,
      limit: 200,
    }),
  );
  const host = withKept(given, (text) => store.setState({ notice: { kind: 'info', text } }));
  const session = newSession();
  session.tables.set(tableKey(store.getState(), session), store.getState().aqs);
  const parts: StudioParts = {
    store,
    host,
    session,
    jobs: createJobs(store),
    solving: startSolving(store, host),
  };
  startHolding(store);

  if (host.background) {
    growStairs(store, host.background);
    startExplaining(store, host.background);
  }

  const measuring = measureActions(parts, () => data.giveAgain(), keepPlans(parts).restoreMeasured);
  const data = dataActions(parts, measuring.measure);
  const evaluator = planEvaluator(parts);
  const decisions = decisionActions(parts);
  const files = fileActions(parts);
  const profiles = profileActions(parts, decisions.setProfile);
  const measureMissing = async (): Promise<void> => {
    if (store.getState().data && measuring.somethingMissing()) await measuring.measure();
  };
  const opening = openActions(parts, data, { ...files, ...profiles }, measureMissing);

  // Another profile, chosen, undone or imported: the table measured for its quantizers, and what that still lacks.
  store.subscribe((now, before) => {
    if (now.decisions.profileId === before.decisions.profileId || !now.model) return;
    const { table, repairs } = repairMonotone(
      propagatedScores(session.tables.get(tableKey(now, session)) ?? {}),
    );
    store.setState({ aqs: table, repairs });
    if (selectMissing(store.getState()).length > 0) void measureMissing();
  });

  const keepLink = linkKeeper(parts);
  store.subscribe((now, before) => {
    const linked = ['decisions', 'model', 'measureSettings', 'verifySettings'] as const;
    if (linked.some((part) => now[part] !== before[part])) keepLink();
  });

  return {
    store,
    actions: {
      ...viewActions(parts),
      ...decisions,
      ...groupActions(parts),
      ...machineActions(parts, measureMissing),
      ...keptActions(parts),
      ...files,
      ...profiles,
      ...verificationDataActions(parts, data.remake),
      ...verifyActions(parts, evaluator),
      ...refineActions(parts, evaluator),
      ...loweringActions(parts, evaluator),
      openSample: opening.openSample,
      openFiles: opening.openFiles,
      closeModel: opening.closeModel,
      useSampleData: opening.useSampleData,
      addData: data.addData,
      useSyntheticData: data.useSyntheticData,
      setPreprocess: data.setPreprocess,
      preview: data.preview,
      measure: measuring.measure,
      setMeasureSettings: measuring.setMeasureSettings,
      growAgain: () => store.setState({ stairsTrouble: null }),
    },
    start: async () => {
      const failed = (error: unknown): void =>
        store.setState({ notice: { kind: 'error', text: messageOf(error) } });
      const catalogue = loadCatalogue(host).then(({ samples, profiles, problems }) => {
        store.setState({ samples, profiles: { ...profiles, ...store.getState().profiles } });
        if (problems.length > 0) store.setState({ notice: { kind: 'error', text: problems.join(' ') } });
      }, failed);
      const engine = host.engine.backends().then((backend) => store.setState({ backend }), failed);
      const solver = host.solver.version().then((version) => {
        session.solverVersion = version;
      }, failed);
      await catalogue;
      session.link = readPermalink(host.address?.read() ?? '');
      if (session.link?.sample) await opening.openSample(session.link.sample);
      await Promise.all([engine, solver]);
    },
  };
}
