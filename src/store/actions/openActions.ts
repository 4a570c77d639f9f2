import { guessPreprocess } from '../../core/calibration/guessPreprocess.ts';
import type { LoadedModel } from '../../core/ports.ts';
import { sampleSource } from '../dataSources/sampleSource.ts';
import { defaultBudgets } from '../defaultBudgets.ts';
import { isEngineLost, withEngine } from '../engineRecovery.ts';
import { closedModel, initialDecisions } from '../initialState.ts';
import { fileModelSource, sampleModelSource } from '../modelSources.ts';
import type { Sample } from '../Sample.ts';
import type { Session } from '../Session.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { Decisions, Notice, StudioActions, StudioState } from '../StudioState.ts';
import type { DataActions } from './dataActions.ts';

type OpenActions = Pick<StudioActions, 'openSample' | 'openFiles' | 'closeModel' | 'useSampleData'>;

interface FileKinds {
  readonly plans: readonly File[];
  readonly profiles: readonly File[];
  /** Tables of measured latencies. */
  readonly tables: readonly File[];
  readonly data: readonly File[];
  readonly model: readonly File[];
}

/** Opens networks. A model that cannot be read changes nothing: the one before it stays. */
export function openActions(
  parts: StudioParts,
  data: DataActions,
  others: Pick<StudioActions, 'addProfile' | 'addLatencyTable' | 'importPlan'>,
  measureMissing: () => Promise<void>,
): OpenActions {
  const { store, host, jobs, session } = parts;

  const open = (
    sample: string | null,
    title: string,
    source: NonNullable<Session['model']>,
    then: () => void,
  ): Promise<void> => {
    const { model: before, jobs: running } = store.getState();
    const wasMeasuring = running.measure.state === 'running';
    const opening = jobs.start(
      'open',
      'Opening',
      async (signal, report) => {
        const read = await withEngine(parts, signal, report, async () => {
          const files = await source(signal, report);
          signal.throwIfAborted();
          report({ done: 0, total: 0, text: 'Reading the network' });
          const { held } = session;
          session.held = null;
          try {
            return await host.engine.load(files);
          } catch (error) {
            // A refused model changes nothing in the engine either.
            if (!isEngineLost(error)) session.held = held;
            throw error;
          }
        });
        if (signal.aborted) return;
        const loaded = named(read, title);
        forget(parts);
        session.model = source;
        session.held = source;
        session.sample = sample;
        const settings = linkSettings(loaded, session);
        const opened = { ...store.getState(), ...closedModel, ...settings, model: loaded, sampleId: sample };
        const decisions = firstDecisions(opened, session);
        store.setState({
          ...closedModel,
          ...settings,
          model: loaded,
          sampleId: sample,
          notice: linkNotice(opened, session),
          decisions,
        });
        store.temporal.getState().clear();
        store.setState({ backend: await host.engine.backends() });
        if (!signal.aborted) then();
      },
      ['data', 'measure'],
    );
    // Refused or cancelled: what was being measured goes on.
    return opening.then(() => {
      const { model, jobs: now } = store.getState();
      if (wasMeasuring && model === before && now.open.state !== 'running') void measureMissing();
    });
  };

  const ownImages = (sample: Sample): Promise<void> => {
    const model = store.getState().model;
    const guess = model ? (guessPreprocess(model.raw)?.preprocess ?? null) : null;
    return data.use((signal) => sampleSource(host, sample, guess, signal));
  };

  return {
    useSampleData: async () => {
      const { samples, sampleId } = store.getState();
      const sample = samples.find(({ id }) => id === sampleId);
      if (sample) await ownImages(sample);
      else
        store.setState({
          notice: { kind: 'error', text: 'This network is not a sample: it brings no images of its own.' },
        });
    },
    openSample: (id) => {
      const sample = store.getState().samples.find((candidate) => candidate.id === id);
      if (!sample) {
        store.setState({ notice: { kind: 'error', text: `There is no sample network "${id}".` } });
        return Promise.resolve();
      }
      return open(sample.id, sample.id, sampleModelSource(host, sample), () => {
        void ownImages(sample);
      });
    },
    openFiles: async (files) => {
      const { plans, profiles, tables, data: samples, model } = await sort(files);
      const networks = await networksIn(model);
      if (networks.length > 1) {
        const text = `These files hold ${networks.length} networks (${networks.join(', ')}): drop one at a time.`;
        store.setState({ notice: { kind: 'error', text } });
        return;
      }
      for (const file of profiles) await others.addProfile(file);
      if (model.length > 0)
        await open(null, titleOf(model), fileModelSource(model), () => {
          if (samples.length > 0) void data.addData(samples);
        });
      else if (samples.length > 0) await data.addData(samples);
      for (const file of tables) await others.addLatencyTable(file);
      for (const file of plans) await others.importPlan(file);
    },
    closeModel: () => {
      for (const kind of ['open', 'data', 'measure', 'verify'] as const) jobs.cancel(kind);
      forget(parts);
      const { profileId } = store.getState().decisions;
      store.setState({ ...closedModel, decisions: { ...initialDecisions, profileId } });
      store.temporal.getState().clear();
    },
  };
}

/** Those of the link that the page was opened with, where it is about this network; else automatic groups at half the BOPS. */
function firstDecisions(opened: StudioState, session: Session): Decisions {
  const { link } = session;
  if (link && link.sha256 === opened.model?.sha256 && opened.profiles[link.decisions.profileId]) {
    session.link = null;
    return link.decisions;
  }
  const decisions = { ...initialDecisions, profileId: opened.decisions.profileId };
  return { ...decisions, ...defaultBudgets({ ...opened, decisions }) };
}

/** How the link that the page was opened with measured, where it is about this network; else what is in force stays. */
function linkSettings(
  { sha256 }: LoadedModel,
  { link }: Session,
): Partial<Pick<StudioState, 'measureSettings' | 'verifySettings'>> {
  if (link?.sha256 !== sha256) return {};
  return {
    ...(link.measure ? { measureSettings: link.measure } : {}),
    ...(link.verify ? { verifySettings: link.verify } : {}),
  };
}

/** Says that the link is for a profile that only the one who made it has. Its decisions wait for that profile. */
function linkNotice({ model, profiles }: StudioState, { link }: Session): Notice | null {
  const id = link?.decisions.profileId;
  if (!link || id === undefined || link.sha256 !== model?.sha256 || profiles[id]) return null;
  const base = profiles[id.replace(/\.[0-9a-f]{8}$/, '')];
  const missing = base
    ? `a table of measured latencies on ${base.name}; a link does not carry it. Choose that profile and load the same table`
    : `the hardware profile "${id}", which is not one of this page’s. Load its file`;
  return {
    kind: 'info',
    text: `This link is for ${missing}, and its decisions come back; until then the usual ones hold.`,
  };
}

/** Many files call their network "model"; then the sample's or the file's own name says more. */
function named(loaded: LoadedModel, title: string): LoadedModel {
  if (!/^(model|sequential|functional)?[_\d]*$/i.test(loaded.model.name) || title === '') return loaded;
  return { ...loaded, model: { ...loaded.model, name: title }, raw: { ...loaded.raw, name: title } };
}

/** The folder, the .zip or the .json that was dropped, without its ending. */
function titleOf(files: readonly File[]): string {
  const main = files.find((file) => /\.(zip|json)$/i.test(file.name)) ?? files[0];
  const folder = (main?.webkitRelativePath ?? '').split('/').at(-2);
  const name = folder || (main?.name.replace(/\.\w+$/, '') ?? '');
  return name === 'model' ? '' : name;
}

function forget({ session }: StudioParts): void {
  session.model = null;
  session.held = null;
  session.sample = null;
  session.data = null;
  session.given = null;
  session.remake = null;
  session.verification = null;
  session.verificationGiven = null;
  session.dataVersion++;
  session.tables.clear();
  session.batchSize = null;
  session.lastBatchSize = null;
}

/** Names of the files that are a whole network each, or its description. */
async function networksIn(files: readonly File[]): Promise<string[]> {
  const names: string[] = [];
  for (const file of files) {
    const isZip = /\.zip$/i.test(file.name);
    const isModel =
      /\.json$/i.test(file.name) && /"(modelTopology|weightsManifest)"\s*:/.test(await file.text());
    if (isZip || isModel) names.push(file.webkitRelativePath || file.name);
  }
  return names;
}

/** What each dropped file is: pictures and arrays by name, plans and profiles by what their JSON says. */
async function sort(files: readonly File[]): Promise<FileKinds> {
  const plans: File[] = [];
  const profiles: File[] = [];
  const tables: File[] = [];
  const data: File[] = [];
  const model: File[] = [];
  for (const file of files) {
    if (/\.(png|jpe?g|webp|gif|bmp|avif|np[yz])$/i.test(file.name) || file.type.startsWith('image/'))
      data.push(file);
    else if (/\.csv$/i.test(file.name)) tables.push(file);
    else if (/\.json$/i.test(file.name) && file.size < 5e6) {
      const head = await file.text();
      if (/"schema_version"/.test(head) && /"kernels"/.test(head)) profiles.push(file);
      else if (/"schema_version"/.test(head) && /"solver"/.test(head)) plans.push(file);
      else model.push(file);
    } else model.push(file);
  }
  return { plans, profiles, tables, data, model };
}
