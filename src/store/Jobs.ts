import type { Studio } from './Studio.ts';
import type { Job, StudioState } from './StudioState.ts';

export type JobKind = keyof StudioState['jobs'];

/** Says how far a job is; ignored once a newer job has taken its place. */
export type Report = (progress: Partial<Omit<Extract<Job, { state: 'running' }>, 'state'>>) => void;

export type Work = (signal: AbortSignal, report: Report) => Promise<void>;

export interface Jobs {
  /**
   * Runs work as the one job of its kind: aborts the job before it, waits until that and every job named in `after`
   * has let go of the engine, then starts. Never rejects: a failure ends in `jobs[kind]`, and as a notice.
   */
  start(kind: JobKind, text: string, work: Work, after?: readonly JobKind[]): Promise<void>;
  /** Aborts the running job of a kind; its state becomes idle. */
  cancel(kind: JobKind): void;
}

/** Verification gives way to these: they put other things into the engine. */
const needEngine: readonly JobKind[] = ['open', 'data', 'measure'];

interface Running {
  readonly controller: AbortController;
  readonly settled: Promise<void>;
}

export function createJobs(store: Studio['store']): Jobs {
  const running = new Map<JobKind, Running>();

  const set = (kind: JobKind, job: Job): void =>
    store.setState((state) => ({ jobs: { ...state.jobs, [kind]: job } }));

  return {
    start(kind, text, work, after = []) {
      const others =
        needEngine.includes(kind) && !after.includes('verify') ? [...after, 'verify' as const] : after;
      const before = [kind, ...others].map((other) => running.get(other)).filter((job) => job !== undefined);
      for (const job of before) job.controller.abort(superseded());
      for (const other of others) if (running.has(other)) set(other, { state: 'idle' });
      const controller = new AbortController();
      const { signal } = controller;
      let progress: Extract<Job, { state: 'running' }> = { state: 'running', done: 0, total: 0, text };
      set(kind, progress);
      const report: Report = (part) => {
        if (signal.aborted) return;
        progress = { ...progress, ...part };
        set(kind, progress);
      };
      const run = async (): Promise<void> => {
        try {
          await Promise.all(before.map((job) => job.settled));
          if (signal.aborted) return;
          await work(signal, report);
          if (!signal.aborted) set(kind, { state: 'done' });
        } catch (error) {
          if (signal.aborted) return;
          const message = messageOf(error);
          store.setState({ notice: { kind: 'error', text: message } });
          set(kind, { state: 'failed', message });
        } finally {
          if (running.get(kind)?.controller === controller) running.delete(kind);
        }
      };
      const settled = Promise.resolve().then(run);
      running.set(kind, { controller, settled });
      return settled;
    },
    cancel(kind) {
      const job = running.get(kind);
      if (!job) return;
      job.controller.abort(superseded());
      set(kind, { state: 'idle' });
    },
  };
}

function superseded(): DOMException {
  return new DOMException('A newer job took its place.', 'AbortError');
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
