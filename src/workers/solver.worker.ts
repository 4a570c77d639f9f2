import { expose } from 'comlink';
import type { Solver } from '../core/ports.ts';
import { createGlpkSolver } from '../solver/glpkSolver.ts';

const solver = createGlpkSolver();

const api: Solver = {
  solve: async (program, wishes) => (await solver).solve(program, wishes),
  version: async () => (await solver).version(),
};

expose(api);
