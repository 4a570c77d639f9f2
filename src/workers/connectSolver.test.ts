import type { Remote } from 'comlink';
import { describe, expect, it } from 'vitest';
import type { Program, Solution } from '../core/plan/Program.ts';
import type { Solver } from '../core/ports.ts';
import { connectSolver } from './connectSolver.ts';
import type { WorkerLink } from './WorkerLink.ts';

interface FakeLink extends WorkerLink<Solver> {
  ended: boolean;
  readonly asked: Program[];
  answer(index: number): void;
}

function fakeLinks(): { readonly links: FakeLink[]; open(): FakeLink } {
  const links: FakeLink[] = [];
  const open = (): FakeLink => {
    const answers: (() => void)[] = [];
    let lose: (reason: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      lose = reject;
    });
    lost.catch(() => undefined);
    const asked: Program[] = [];
    const number = links.length;
    const solver: Solver = {
      solve: (program) =>
        new Promise((resolve) => {
          asked.push(program);
          answers.push(() => resolve({ solveMs: number } as Solution));
        }),
      version: async () => '5.0',
    };
    const link: FakeLink = {
      remote: solver as unknown as Remote<Solver>,
      lost,
      asked,
      ended: false,
      answer: (index) => answers[index]!(),
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
    links[0]!.answer(0);
    expect((await first).solveMs).toBe(0);
    const second = solver.solve(program(2));
    await turn();
    links[0]!.answer(1);
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
    links[0]!.answer(0);
    await turn();
    links[0]!.answer(1);
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
    links[1]!.answer(0);
    expect((await second).solveMs).toBe(1);
  });

  it('skips every question but the newest while it waits', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 1000);
    const questions = [1, 2, 3, 4].map((limit) => solver.solve(program(limit)));
    const outcomes = Promise.allSettled(questions);
    await turn();
    links[0]!.answer(0);
    await turn();
    links[0]!.answer(1);
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(links[0]!.asked.map(({ budgets }) => budgets.bops)).toEqual([1, 4]);
  });

  it('hands on the error of a worker that died, and goes on with the spare', async () => {
    const { links, open } = fakeLinks();
    const solver = connectSolver(open, 5);
    const first = solver.solve(program(1));
    await turn();
    links[0]!.end(new Error('A worker stopped.'));
    await expect(first).rejects.toThrow('A worker stopped.');
    const second = solver.solve(program(2));
    await turn();
    links[1]!.answer(0);
    expect((await second).solveMs).toBe(1);
  });
});
