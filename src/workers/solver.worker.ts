import { expose } from 'comlink';
import type { StepSolver } from '../core/ports.ts';
import { createStepSolver } from '../solver/glpkSolver.ts';

const solver = createStepSolver();

const api: StepSolver = {
  beginSolve: async (program, wishes) => (await solver).beginSolve(program, wishes),
  nextAnswer: async () => (await solver).nextAnswer(),
  version: async () => (await solver).version(),
};

expose(api);
