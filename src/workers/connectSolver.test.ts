import type { Remote } from 'comlink';
import { describe, expect, it } from 'vitest';
import type { Program, Solution } from '../core/plan/Program.ts';
import type { StepSolver } from '../core/ports.ts';
import { connectSolver } from './connectSolver.ts';
import type { WorkerLink } from './WorkerLink.ts';

interface FakeLink extends WorkerLink<StepSolver> {
  ended: boolean;
  readonly asked: Program[];
  /** Calls of `nextAnswer`. */
  steps: number;
  /** Settles the call under way: with the proven answer, with one on the way, or with null (nothing more). */
  answer(status?: 'optimal' | 'feasible' | null): void;
}

function fakeLinks(): { readonly links: FakeLink[]; open(): FakeLink } {
  const links: FakeLink[] = [];
  const open = (): FakeLink => {
    let settle: (answer: Solution | null) => void = () => undefined;
    let lose: (reason: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      lose = reject;
    });
    lost.catch(() => undefined);
    const number = links.length;
    const pending = <T extends Solution | null>(): Promise<T> =>
      new Promise((resolve) => {
        settle = (answer) => resolve(answer as T);
      });
    const solver: StepSolver = {
      beginSolve: (program) => {
        link.asked.push(program);
        return pending<Solution>();
      },
      nextAnswer: () => {
        link.steps++;
        return pending();
      },
      version: async () => '5.0',
    };
    const link: FakeLink = {
      remote: solver as unknown as Remote<StepSolver>,
      lost,
      asked: [],
      steps: 0,
      ended: false,
      answer: (status = 'optimal') => settle(status && ({ status, solveMs: number } as Solution)),
      end: (reason) => {
        link.ended = true;
        lose(reason);
      },
    };
    links.push(link);
    return link;
  };
  return { links, open };
}

const program = (limit: number): Program => ({ groups: [], budgets: { bops: limit } });
const turn = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('connectSolver', () => {
  it('answers with one worker as long as answers come in time', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 20);
    const first = solver.solve(program(1));
    await turn();
    links[0]!.answer();
    expect((await first).solveMs).toBe(0);
    const second = solver.solve(program(2));
    await turn();
    links[0]!.answer();
    expect((await second).solveMs).toBe(0);
    expect(links.map((link) => link.ended)).toEqual([false, false]);
  });

  it('rejects the older question at once, but keeps its worker when that is done within the grace', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 1000);
    const first = solver.solve(program(1));
    await turn();
    const second = solver.solve(program(2));
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    links[0]!.answer();
    await turn();
    links[0]!.answer();
    expect((await second).solveMs).toBe(0);
    expect(links.length).toBe(2);
  });

  it('ends a worker that stays busy, and the spare answers', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 5);
    const first = solver.solve(program(1));
    await turn();
    const second = solver.solve(program(2));
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await turn(30);
    expect(links[0]!.ended).toBe(true);
    expect(links.length).toBe(3);
    links[1]!.answer();
    expect((await second).solveMs).toBe(1);
  });

  it('skips every question but the newest while it waits', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 1000);
    const questions = [1, 2, 3, 4].map((limit) => solver.solve(program(limit)));
    const outcomes = Promise.allSettled(questions);
    await turn();
    links[0]!.answer();
    await turn();
    links[0]!.answer();
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(links[0]!.asked.map(({ budgets }) => budgets.bops)).toEqual([1, 4]);
  });

  it('hears of plans on the way, and asks on until the proof or the end', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 20);
    const heard: string[] = [];
    const proven = solver.solve(program(1), {}, ({ status }) => heard.push(status));
    await turn();
    links[0]!.answer('feasible');
    await turn();
    expect(heard).toEqual(['feasible']);
    links[0]!.answer('feasible');
    await turn();
    links[0]!.answer();
    expect((await proven).status).toBe('optimal');
    expect(heard).toEqual(['feasible', 'feasible']);
    const unproven = solver.solve(program(2));
    await turn();
    links[0]!.answer('feasible');
    await turn();
    links[0]!.answer(null);
    expect((await unproven).status).toBe('feasible');
    expect(links.map(({ ended, steps }) => [ended, steps])).toEqual([
      [false, 3],
      [false, 0],
    ]);
  });

  it('asks no more of an older question, and its plans are not heard', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 1000);
    const heard: string[] = [];
    const first = solver.solve(program(1), {}, () => heard.push('first'));
    await turn();
    const second = solver.solve(program(2), {}, () => heard.push('second'));
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    links[0]!.answer('feasible');
    await turn();
    expect(links[0]!.steps).toBe(0);
    links[0]!.answer();
    expect((await second).solveMs).toBe(0);
    expect(heard).toEqual([]);
  });

  it('asks the spare the same question when the worker dies over it', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 5);
    const heard: number[] = [];
    const answer = solver.solve(program(1), {}, ({ solveMs }) => heard.push(solveMs));
    await turn();
    links[0]!.answer('feasible');
    await turn();
    links[0]!.end(new Error('A worker stopped.'));
    await turn();
    expect(links[1]!.asked).toEqual([program(1)]);
    links[1]!.answer('feasible');
    await turn();
    links[1]!.answer();
    expect((await answer).solveMs).toBe(1);
    expect(heard).toEqual([0, 1]);
    expect(links.length).toBe(3);
  });

  it('hands on the error where the question is the death of every worker, and still answers others', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 5);
    const first = solver.solve(program(1));
    const outcome = expect(first).rejects.toThrow('A worker stopped.');
    await turn();
    links[0]!.end(new Error('A worker stopped.'));
    await turn();
    links[1]!.end(new Error('A worker stopped.'));
    await outcome;
    const second = solver.solve(program(2));
    await turn();
    links[2]!.answer();
    expect((await second).solveMs).toBe(2);
  });

  it('replaces a worker that died while nobody asked', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 5);
    const first = solver.solve(program(1));
    await turn();
    links[0]!.answer();
    await first;
    links[0]!.end(new Error('A worker stopped.'));
    await turn();
    const second = solver.solve(program(2));
    await turn();
    links[1]!.answer();
    expect((await second).solveMs).toBe(1);
  });
});
