import { checkData, type DataFacts } from '../../core/calibration/checkData.ts';
import type { Preprocess } from '../../core/calibration/Dataset.ts';
import { guessPreprocess } from '../../core/calibration/guessPreprocess.ts';
import { presetOf } from '../../core/calibration/presets.ts';
import { inputShapesAt } from '../../core/model/resolveShapes.ts';
import { readLabels } from '../../core/verify/readLabels.ts';
import { arrayFileSource } from '../dataSources/arrayFileSource.ts';
import { imageFilesSource } from '../dataSources/imageFilesSource.ts';
import { syntheticSource } from '../dataSources/syntheticSource.ts';
import { restoreData, withEngine } from '../engineRecovery.ts';
import { messageOf, type Report } from '../Jobs.ts';
import type { DataSource, VerificationSource } from '../Session.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { DataState, StudioActions } from '../StudioState.ts';
import { sharedPictures } from '../sharedPictures.ts';
import { verificationState } from '../verificationData.ts';

export interface DataActions
  extends Pick<StudioActions, 'addData' | 'useSyntheticData' | 'setPreprocess' | 'preview'> {
  /** Makes data from a source the calibration data, and measures. `make` may fetch. */
  use(make: (signal: AbortSignal) => Promise<DataSource>, preprocess?: Preprocess): Promise<void>;
  /** Gives the present data again, with as many images as the settings now say. */
  giveAgain(): Promise<void>;
  /** Makes the present data again, held out or not as the settings now say. */
  remake(): Promise<void>;
}

const openSize = 224;

/** Calibration data: what is dropped, made up, or comes with a sample; each change measures anew. */
export function dataActions(parts: StudioParts, measure: () => Promise<void>): DataActions {
  const { store, host, jobs, session } = parts;

  /** Shape of one sample as the model wants it; null where a length is free. */
  const wantedShape = (): readonly (number | null)[] => {
    const model = store.getState().model?.model;
    return model?.tensors[model.inputs[0] ?? -1]?.shape.slice(1) ?? [];
  };

  const accept = (facts: DataFacts & { readonly name: string }, preprocess?: Preprocess): void => {
    const { kind, name, count, shape } = facts;
    const data: DataState = {
      ...(session.data ? { id: session.data.id } : {}),
      kind,
      name,
      count,
      ...(Number.isFinite(session.data?.available) ? { available: session.data!.available } : {}),
      shape,
      ...(preprocess ? { preprocess, preset: presetOf(preprocess) } : {}),
      warnings: [...checkData(facts, wantedShape()), ...(session.data?.leftOut ?? [])],
    };
    session.dataVersion++;
    session.tables.clear();
    store.setState({ data, inputHistograms: {} });
    store.setState((state) => ({ verificationData: verificationState(state, session) }));
    if (fits(shape, wantedShape())) void measure();
  };

  const give = async (
    source: DataSource,
    signal: AbortSignal,
    report: Report,
    kept?: Preprocess,
  ): Promise<void> => {
    const count = Math.min(source.available, store.getState().measureSettings.images);
    const preprocess = kept ?? source.preprocess;
    session.given = null;
    const facts = await withEngine(parts, signal, report, async () => {
      const given = await source.give(host.engine, count, signal, report);
      if (given) return given;
      if (!preprocess) throw new Error(`Nothing says how the pictures of ${source.name} become the input.`);
      report({ text: 'Preprocessing' });
      return host.engine.preprocess(preprocess, source.name);
    });
    if (signal.aborted) return;
    if (source.kind === 'array' && !fits(facts.shape, wantedShape())) {
      const [why] = checkData({ ...facts, kind: 'array' }, wantedShape());
      throw new Error(`${source.name} was not taken. ${why}`);
    }
    session.verification = await verificationBeside(source, signal);
    if (signal.aborted) return;
    session.data = source;
    session.given = source;
    accept(
      { ...facts, kind: source.kind, name: source.name },
      source.kind === 'images' ? preprocess : undefined,
    );
    const leftOut = source.leftOut ?? [];
    if (leftOut.length > 0 && kept === undefined)
      store.setState({ notice: { kind: 'info', text: leftOutText(leftOut) } });
  };

  /** What the user gave for verification, unless it is now calibration data; else what the source holds out. */
  const verificationBeside = async (
    source: DataSource,
    signal: AbortSignal,
  ): Promise<VerificationSource | null> => {
    const heldOut = source.heldOut ? { source: source.heldOut, own: false } : null;
    const present = session.verification;
    if (!present?.own || present.source.kind !== source.kind) return heldOut;
    const shared = await sharedPictures(present.source, source, signal);
    if (present.source.id !== source.id && !shared.includes(true)) return present;
    const text =
      'The verification images are among the new calibration data, so they verify nothing any more.';
    store.setState({ notice: { kind: 'info', text } });
    return heldOut;
  };

  const use: DataActions['use'] = async (make, kept) => {
    const { data: before, jobs: running } = store.getState();
    await jobs.start(
      'data',
      'Reading calibration data',
      async (signal, report) => {
        await give(await make(signal), signal, report, kept);
        if (!signal.aborted) session.remake = make;
      },
      ['measure'],
    );
    // Refused or cancelled: what was being measured goes on.
    const { data, jobs: now } = store.getState();
    const stopped = now.data.state === 'failed' || now.data.state === 'idle';
    if (running.measure.state === 'running' && data !== null && data === before && stopped) void measure();
  };

  const guess = (): Preprocess | null => {
    const { model } = store.getState();
    return model ? (guessPreprocess(model.raw)?.preprocess ?? null) : null;
  };

  return {
    use,
    giveAgain: async () => {
      const source = session.data;
      const { data } = store.getState();
      if (!source || !data) return;
      await jobs.start(
        'data',
        'Reading calibration data',
        (signal, report) => give(source, signal, report, data.preprocess),
        ['measure'],
      );
    },
    remake: async () => {
      if (session.remake) await use(session.remake, store.getState().data?.preprocess);
    },
    addData: (files) =>
      use(async () => {
        if (!store.getState().model) throw new Error('Open a model first: data are read as its input.');
        const array = files.find((file) => /\.np[yz]$/i.test(file.name));
        const { holdOut } = store.getState().verifySettings;
        if (array) return arrayFileSource(array, wantedShape().length, holdOut);
        const preprocess = guess();
        if (!preprocess)
          throw new Error('This network does not read one picture: give its input as a .npy or .npz file.');
        if (files.length === 0) throw new Error('No files were given.');
        const pictures = files.filter((file) => isPicture(file));
        const list = files.find((file) => /\.csv$/i.test(file.name));
        const labels = list && pictures.length > 0 ? readLabels(await list.text(), list.name) : null;
        return imageFilesSource(
          (pictures.length > 0 ? pictures : [...files]).sort((a, b) => a.name.localeCompare(b.name)),
          { preprocess, holdOut, ...(labels ? { labels } : {}) },
        );
      }),
    useSyntheticData: (seed = 1) =>
      use(async () => {
        const { model } = store.getState();
        if (!model) throw new Error('Open a model first: made-up data take the shape of its input.');
        const shape = inputShapesAt(model.model, 1, openSize)[0]!.slice(1);
        const preprocess = guess();
        const layout = preprocess?.layout ?? 'NHWC';
        return syntheticSource(seed, shape, { ...rangeOf(preprocess), layout });
      }),
    setPreprocess: (preprocess) =>
      jobs.start(
        'data',
        'Preprocessing',
        async (signal, report) => {
          const { data } = store.getState();
          if (!data?.preprocess)
            throw new Error('Only pictures are preprocessed; these data are ready made.');
          if (session.given !== session.data) await restoreData(parts, signal, report);
          const facts = await withEngine(parts, signal, report, () =>
            host.engine.preprocess(preprocess, data.name),
          );
          if (!signal.aborted) accept({ ...facts, kind: data.kind, name: data.name }, preprocess);
        },
        ['measure'],
      ),
    preview: async (index) => {
      const preprocess = store.getState().data?.preprocess;
      if (!preprocess) return null;
      try {
        return await host.engine.preview(index, preprocess);
      } catch (error) {
        store.setState({ notice: { kind: 'error', text: messageOf(error) } });
        return null;
      }
    },
  };
}

/** A folder of pictures often holds a note or a list beside them. */
export function isPicture(file: File): boolean {
  return file.type.startsWith('image/') || /\.(png|jpe?g|webp|gif|bmp|avif)$/i.test(file.name);
}

function leftOutText(sentences: readonly string[]): string {
  const more = sentences.length - 1;
  return `${sentences[0]}${more > 0 ? ` And ${more} more.` : ''} The other pictures are in use.`;
}

function fits(shape: readonly number[], wanted: readonly (number | null)[]): boolean {
  return (
    shape.length === wanted.length &&
    wanted.every((length, axis) => length === null || length === shape[axis])
  );
}

/** Where black and white go, first channel: made-up data spread over the same numbers as pictures would. */
function rangeOf(preprocess: Preprocess | null): { low: number; high: number } {
  if (!preprocess) return { low: 0, high: 1 };
  const { scale, mean, std } = preprocess;
  const at = (pixel: number): number => (pixel * scale - (mean[0] ?? 0)) / (std[0] ?? 1);
  return { low: at(0), high: at(255) };
}
