import type { Remote } from 'comlink';
import { expect, it } from 'vitest';
import type { Program } from '../core/plan/Program.ts';
import type { BackgroundSolver, StairChunk } from '../core/ports.ts';
import { connectBackground } from './connectBackground.ts';
import type { WorkerLink } from './WorkerLink.ts';

interface FakeLink extends WorkerLink<BackgroundSolver> {
  readonly begun: string[];
}

const program: Program = { groups: [], budgets: {} };
const nothing: StairChunk = { answers: [], all: null, finished: true };

/** Workers whose `growStaircase` never settles: those that died do not, either. */
function fakeLinks(): { readonly links: FakeLink[]; open(): FakeLink } {
  const links: FakeLink[] = [];
  const open = (): FakeLink => {
    let lose: (reason: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      lose = reject;
    });
    lost.catch(() => undefined);
    const begun: string[] = [];
    const solver: Partial<BackgroundSolver> = {
      beginStaircase: async (_, cost) => void begun.push(cost),
      growStaircase: (ms) => (ms === 0 ? Promise.resolve(nothing) : new Promise(() => undefined)),
    };
    const link: FakeLink = { remote: solver as Remote<BackgroundSolver>, lost, begun, end: lose };
    links.push(link);
    return link;
  };
  return { links, open };
}

it('starts no worker before it is asked, and one for all questions', async () => {
  const { links, open } = fakeLinks();
  const background = connectBackground(open);
  expect(links).toHaveLength(0);
  await background.beginStaircase(program, 'bops');
  expect(await background.growStaircase(0)).toEqual(nothing);
  expect(links).toHaveLength(1);
});

it('rejects what was under way in a worker that died, and starts another for the next question', async () => {
  const { links, open } = fakeLinks();
  const background = connectBackground(open);
  await background.beginStaircase(program, 'bops');
  const chunk = background.growStaircase(100);
  links[0]!.end(new Error('A worker stopped: out of memory.'));
  await expect(chunk).rejects.toThrow('out of memory');
  await background.beginStaircase(program, 'size');
  expect(links.map(({ begun }) => begun)).toEqual([['bops'], ['size']]);
  // The death of the old one is not that of the new one.
  expect(await background.growStaircase(0)).toEqual(nothing);
  expect(links).toHaveLength(2);
});

it('starts another where one died while nobody asked', async () => {
  const { links, open } = fakeLinks();
  const background = connectBackground(open);
  await background.beginStaircase(program, 'bops');
  links[0]!.end(new Error('A worker stopped.'));
  await Promise.resolve();
  await background.beginStaircase(program, 'bops');
  expect(links).toHaveLength(2);
});
