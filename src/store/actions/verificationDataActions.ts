import { guessPreprocess } from '../../core/calibration/guessPreprocess.ts';
import { type LabelsByFile, readLabels } from '../../core/verify/readLabels.ts';
import { arrayFileSource } from '../dataSources/arrayFileSource.ts';
import { imageFilesSource } from '../dataSources/imageFilesSource.ts';
import type { DataSource } from '../Session.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions } from '../StudioState.ts';
import { sharedPictures } from '../sharedPictures.ts';
import { verificationState } from '../verificationData.ts';
import { isPicture } from './dataActions.ts';

type VerificationDataActions = Pick<
  StudioActions,
  'addVerificationData' | 'useHeldOutData' | 'setVerifySettings'
>;

/** The data that plans are verified on: held out of calibration, or the user's own. */
export function verificationDataActions(
  parts: StudioParts,
  remakeData: () => Promise<void>,
): VerificationDataActions {
  const { store, jobs, session } = parts;

  const show = (): void =>
    store.setState((state) => ({ verificationData: verificationState(state, session) }));

  const use = (source: DataSource, own: boolean): void => {
    session.verification = { source, own };
    show();
  };

  const sourceOf = async (
    files: readonly File[],
    labels: LabelsByFile | undefined,
    calibration: DataSource,
    signal: AbortSignal,
  ): Promise<DataSource> => {
    const { data, model } = store.getState();
    const array = files.find((file) => /\.np[yz]$/i.test(file.name));
    if (array) {
      const source = await arrayFileSource(array, data?.shape.length ?? 1, false);
      // The same file bears the same mark, whatever part of it calibration has.
      if (calibration.kind === 'array' && calibration.id.split(':')[1] === source.id.split(':')[1])
        throw new Error(
          `${array.name} are the calibration data: verification needs samples that it does not use.`,
        );
      return source;
    }
    const preprocess = data?.preprocess ?? (model ? (guessPreprocess(model.raw)?.preprocess ?? null) : null);
    if (!preprocess)
      throw new Error('This network does not read one picture: give its input as a .npy or .npz file.');
    const source = imageFilesSource(
      [...files].sort((a, b) => a.name.localeCompare(b.name)),
      { preprocess, holdOut: false, ...(labels ? { labels } : {}) },
    );
    return withoutShared(source, calibration, signal);
  };

  /** Never on pictures that calibration saw. */
  const withoutShared = async (
    source: DataSource,
    calibration: DataSource,
    signal: AbortSignal,
  ): Promise<DataSource> => {
    const shared = await sharedPictures(source, calibration, signal);
    const count = shared.filter(Boolean).length;
    if (count === 0) return source;
    const all = source.pictures?.length ?? 0;
    if (count === all)
      throw new Error(
        `${all === 1 ? 'This picture is' : `These ${all} pictures are all`} calibration data: verification needs others.`,
      );
    const text = `${count} of ${all} pictures are calibration data too and were left out of verification.`;
    store.setState({ notice: { kind: 'info', text } });
    return source.with?.({ leave: shared }) ?? source;
  };

  return {
    addVerificationData: (files) =>
      jobs.start('data', 'Reading verification data', async (signal) => {
        const calibration = session.data;
        if (!calibration || !store.getState().data)
          throw new Error('Give calibration data first: verification data are read in the same way.');
        const lists = files.filter((file) => /\.(csv|json|tsv|txt)$/i.test(file.name));
        const others = files.filter(
          (file) => !lists.includes(file) && (isPicture(file) || /\.np[yz]$/i.test(file.name)),
        );
        const list = lists[0];
        const labels = list ? readLabels(await list.text(), list.name) : undefined;
        signal.throwIfAborted();
        if (others.length > 0) return use(await sourceOf(others, labels, calibration, signal), true);
        const present = session.verification;
        if (!labels || !list) throw new Error('No pictures, arrays or labels were given.');
        if (!present?.source.with)
          throw new Error(`${list.name} names pictures, but the verification data are none.`);
        const labelled = present.source.with({ labels });
        if (!labelled.labels)
          throw new Error(
            `${list.name} names none of the verification pictures (${present.source.pictures?.[0]?.name ?? ''} ..).`,
          );
        use(labelled, present.own);
      }),
    useHeldOutData: () => {
      jobs.cancel('verify');
      const source = session.data?.heldOut;
      session.verification = source ? { source, own: false } : null;
      show();
    },
    setVerifySettings: (settings) => {
      const before = store.getState().verifySettings;
      store.setState({ verifySettings: { ...before, ...settings } });
      if (settings.holdOut !== undefined && settings.holdOut !== before.holdOut) void remakeData();
      else show();
    },
  };
}
