import createGlpk, { type GLPK } from 'glpk.js/node';
import type { Program, Solution } from '../core/plan/Program.ts';
import type { Solver, SolverWishes } from '../core/ports.ts';
import { type SolveOptions, solveProgram } from './solveProgram.ts';

/**
 * GLPK behind the Solver port. Synchronous below: it must live in a worker where a page waits for it. GLPK cannot be
 * interrupted, so a host that wants a newer answer ends the worker. A GLPK that has stopped for good is made anew.
 */
export async function createGlpkSolver(options: SolveOptions = {}): Promise<Solver> {
  let dead = false;
  const watched = async (): Promise<GLPK> => {
    const glpk = await createGlpk();
    const solve: GLPK['solve'] = (...question) => {
      try {
        return glpk.solve(...question);
      } catch (error) {
        dead = true;
        throw error;
      }
    };
    return Object.create(glpk, { solve: { value: solve } }) as GLPK;
  };
  let glpk = await watched();
  return {
    solve: async (program: Program, wishes: SolverWishes = {}) => {
      if (dead) {
        glpk = await watched();
        dead = false;
      }
      return solveProgram(glpk, program, { ...options, ...wishes });
    },
    version: async () => `${glpk.version}`,
  };
}

/** `solveProgram` with a GLPK of its own, for hosts that may wait: the command line, a worker that streams a staircase. */
export async function createProgramSolver(
  options: SolveOptions = {},
): Promise<(program: Program) => Solution> {
  const glpk = await createGlpk();
  return (program) => solveProgram(glpk, program, options);
}
