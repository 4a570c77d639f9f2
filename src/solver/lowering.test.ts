import createGlpk, { type GLPK } from 'glpk.js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { costSpan } from '../core/plan/budgetRange.ts';
import { totalOf } from '../core/plan/exactTotals.ts';
import resnet18 from '../core/plan/fixtures/hawq-v3-resnet18.json' with { type: 'json' };
import resnet50 from '../core/plan/fixtures/hawq-v3-resnet50.json' with { type: 'json' };
import { moveOrder, movePicker } from '../core/plan/loweringMoves.ts';
import { type OptimumGap, optimumGap } from '../core/plan/optimumGap.ts';
import type { Program } from '../core/plan/Program.ts';
import { highestChoice } from '../core/plan/pairSteps.ts';
import { readProblem } from '../core/plan/problemFile.ts';
import { solveProgram } from './solveProgram.ts';

let glpk: GLPK;
beforeAll(async () => {
  glpk = await createGlpk();
});

/** Lowers in order of quality until a share of the way from all-4 to all-8 bit operations is left. */
async function gapAt(program: Program, share: number): Promise<OptimumGap> {
  const groupOf = new Map(program.groups.flatMap((group) => group.layers.map((layer) => [layer, group])));
  const { min, max } = costSpan(program, 'bops');
  const picker = movePicker(
    {
      program,
      // The files count bit operations as MMAC * bits^2 / 1024.
      macs: (layer) => {
        const { layers, options } = groupOf.get(layer)!;
        const { costs, weightBits, activationBits } = options[0]!;
        return (costs.bops! * 1024e6) / (weightBits * activationBits) / layers.length;
      },
      stepAqs: (layer, from, to) => {
        const [wide, narrow] = [from, to].map(
          ({ weightBits }) => groupOf.get(layer)!.options.find((o) => o.weightBits === weightBits)!,
        );
        return narrow!.sensitivity - wide!.sensitivity;
      },
    },
    'mean',
    'lower',
  );
  const choice = [...highestChoice(program.groups)];
  for (const move of moveOrder(picker, choice)) {
    if (totalOf(program, choice, 'bops') <= min + share * (max - min)) break;
    choice[move.index] = move.option;
  }
  const gap = await optimumGap(program, choice, 'bops', (asked) =>
    solveProgram(glpk, asked, { now: () => 0 }),
  );
  return gap!;
}

describe('lowering by log(MAC + 1) / AQS on the sensitivities of HAWQ-V3', () => {
  it('finds the optimum on ResNet-18 at these budgets', async () => {
    const program = readProblem(JSON.stringify(resnet18), 'resnet18');
    for (const share of [0.75, 0.5, 0.25]) expect((await gapAt(program, share)).excess).toBe(0);
  });

  it.each([
    [0.75, 13.2],
    [0.5, 7.95],
    [0.25, 3.96],
  ])('on ResNet-50 at %f of the way it has %f %% more AQS than the ILP', async (share, percent) => {
    const { excess, text } = await gapAt(readProblem(JSON.stringify(resnet50), 'resnet50'), share);
    expect(100 * excess).toBeCloseTo(percent, 1);
    expect(text).toContain("% more AQS than the ILP's plan at the same BOPS.");
  });
});
