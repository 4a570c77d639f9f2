/** How one solve is to be done. */
export interface SolveOptions {
  /** Limit on GLPK, seconds; a plan found by then is returned as `feasible` with its gap. */
  readonly timeLimitS?: number;
  /** Partial plans per group that our own search may keep before GLPK takes over; 0: GLPK at once. */
  readonly coreWidth?: number;
  /** The present plan (option index by group): of equal optima the nearest to it is taken. */
  readonly previous?: readonly number[];
  /** Share by which a plan may be worse than the optimum for being nearer to `previous`; its gap says so. Default 0. */
  readonly tolerance?: number;
  /** Milliseconds, for `solveMs`. */
  readonly now?: () => number;
}
