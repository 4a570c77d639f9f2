import type { Engine } from '../core/ports.ts';
import { breathe } from './breathe.ts';

/** What measures trials of an engine. */
export type TrialEngine = Pick<Engine, 'dataHash' | 'beginEvaluate' | 'stepEvaluate' | 'endEvaluate'>;

/** The engine as a search uses it: Ctrl-C is heard between any two steps, and trials that really run are counted. */
export function trialEngine(engine: TrialEngine): {
  readonly engine: TrialEngine;
  readonly ran: () => number;
} {
  let ran = 0;
  return {
    engine: {
      dataHash: (role) => engine.dataHash(role),
      beginEvaluate: (request) => {
        ran += request.trials.length;
        return engine.beginEvaluate(request);
      },
      stepEvaluate: async () => {
        await breathe();
        return engine.stepEvaluate();
      },
      endEvaluate: () => engine.endEvaluate(),
    },
    ran: () => ran,
  };
}
