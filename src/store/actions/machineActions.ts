import { restoreModel } from '../engineRecovery.ts';
import { messageOf } from '../Jobs.ts';
import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions } from '../StudioState.ts';
import { isEqualized, weightHistogramKey } from '../weightHistogramKey.ts';

type MachineActions = Pick<StudioActions, 'useBackend' | 'cancel' | 'loadWeightHistogram'>;

const weightBins = 128;

/** What is asked of the machine itself. */
export function machineActions(
  { store, host, jobs, session }: StudioParts,
  measureMissing: () => Promise<void>,
): MachineActions {
  return {
    useBackend: async (backend) => {
      await jobs.start('measure', 'Starting the backend', async () => {
        session.backend = backend;
        // Also when cancelled meanwhile: this is what runs now.
        store.setState({ backend: await host.engine.use(backend) });
      });
      const { measure } = store.getState().jobs;
      if (measure.state === 'failed') store.setState({ notice: { kind: 'error', text: measure.message } });
      else if (measure.state === 'done') await measureMissing();
    },
    cancel: (kind) => jobs.cancel(kind),
    loadWeightHistogram: async (layer) => {
      const state = store.getState();
      const { model } = state;
      const key = weightHistogramKey(state, layer);
      if (!model || state.weightHistograms[key]) return;
      try {
        await restoreModel({ store, host, session }, new AbortController().signal, () => undefined);
        const histogram = await host.engine.weightHistogram(layer, weightBins, isEqualized(state));
        if (store.getState().model !== model) return;
        store.setState((state) => ({ weightHistograms: { ...state.weightHistograms, [key]: histogram } }));
      } catch (error) {
        if (store.getState().model === model)
          store.setState({ notice: { kind: 'error', text: messageOf(error) } });
      }
    },
  };
}
