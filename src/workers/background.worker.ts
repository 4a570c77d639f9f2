import { expose } from 'comlink';
import type { BackgroundSolver } from '../core/ports.ts';
import { createBackgroundSolver } from '../solver/backgroundSolver.ts';

const solver = createBackgroundSolver();

const api: BackgroundSolver = {
  beginStaircase: async (program, cost) => (await solver).beginStaircase(program, cost),
  growStaircase: async (ms) => (await solver).growStaircase(ms),
  explainPlan: async (program, choice) => (await solver).explainPlan(program, choice),
  explainConflict: async (program, least) => (await solver).explainConflict(program, least),
};

expose(api);
