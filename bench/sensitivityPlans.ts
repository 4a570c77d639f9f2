import { random } from '../src/core/calibration/random.ts';
import { buildProgram } from '../src/core/plan/buildProgram.ts';
import { totalsOf } from '../src/core/plan/exactTotals.ts';
import { judgeRefined, plansToJudge } from '../src/core/plan/judgeRefined.ts';
import { MeasuredPlans } from '../src/core/plan/MeasuredPlans.ts';
import type { Program } from '../src/core/plan/Program.ts';
import { refinePlan } from '../src/core/plan/refinePlan.ts';
import { uniformPlans } from '../src/core/plan/uniformPlans.ts';
import type { Distance } from '../src/core/sensitivity/AqsTable.ts';
import { compareDamage } from '../src/core/verify/compareDamage.ts';
import type { Verification } from '../src/core/verify/Verification.ts';
import { createGlpkSolver } from '../src/solver/glpkSolver.ts';
import type { BenchSet, OpenNetwork } from './sensitivity.ts';

type Evaluate = (program: Program, choice: readonly number[], set?: BenchSet) => Promise<Verification>;

export interface PlansOptions {
  /** Of the way from all-4 to all-8, in per cent. */
  readonly shares: readonly number[];
  /** Random plans at every budget. */
  readonly randoms: number;
  /** Measured swaps and rounds in context at most; 0 swaps: nothing is refined. */
  readonly swaps: number;
  readonly rounds: number;
}

const kl = (v: Verification): string => v.damage.toPrecision(3);
const agreement = (v: Verification): string =>
  `${((v.heads[0]?.agreement ?? Number.NaN) * 100).toFixed(0)} %`;

/**
 * What plans are worth at equal BOPS budgets, 25, 50 and 75 % of the way from all-4 to all-8: the ILP's on local, propagated
 * and end-to-end scores, uniform and random ones, and the propagated plan refined by measurement, as the
 * studio does it. Damage is that of the network's output on pictures that calibration did not use. A
 * refinement searches on further pictures; of the plan it started with, the one it found and the best uniform plan the one
 * that measures best is taken, as the studio does it.
 * @param remeasure AQS anew under a plan, on the calibration pictures
 */
export async function benchPlans(
  network: OpenNetwork,
  evaluate: Evaluate,
  remeasure: (program: Program, choice: readonly number[]) => Promise<Program>,
  { shares, randoms, swaps, rounds }: PlansOptions,
): Promise<void> {
  const solver = await createGlpkSolver();
  const programOf = (distance: Distance): Program =>
    buildProgram({
      groups: network.groups,
      layers: network.layers,
      aqs: network.table,
      profile: network.profile,
      aggregate: 'sum',
      distance,
      budgets: {},
      pins: {},
    });
  const program = programOf('propagated');
  const uniform = uniformPlans(program);
  const bopsOf = (choice: readonly number[]): number => totalsOf(program, choice).bops!;
  console.log('Uniform plans (weights/input): GBOPS, KL, agreement with float');
  const measuredUniform: { bops: number; verification: Verification }[] = [];
  for (const { pair, choice } of uniform) {
    const verification = await evaluate(program, choice);
    measuredUniform.push({ bops: bopsOf(choice), verification });
    const name = `${pair.weightBits}/${pair.activationBits}`;
    console.log(
      `  ${name.padEnd(6)}${bopsOf(choice).toFixed(1).padStart(8)}  ${kl(verification)}, ${agreement(verification)}`,
    );
  }
  const spans = uniform.map(({ choice }) => bopsOf(choice));
  const [least, most] = [Math.min(...spans), Math.max(...spans)];

  for (const share of shares) {
    const limit = least + (share / 100) * (most - least);
    const rows: string[] = [];
    const row = (name: string, v: Verification, more = ''): number =>
      rows.push(
        `  ${name.padEnd(38)} KL ${kl(v).padEnd(8)} ± ${v.spread.toPrecision(2)}, agreement ${agreement(v)}${more}`,
      );
    const planOf = async (distance: Distance): Promise<readonly number[]> =>
      (await solver.solve({ ...programOf(distance), budgets: { bops: limit } })).choice;
    const reference = await evaluate(program, await planOf('endToEnd'));
    /** Beside the plan on end-to-end scores, image by image: the difference and its standard error. */
    const beside = (v: Verification): string => {
      const { difference, noise } = compareDamage(reference, v);
      const ratio = (v.damage / reference.damage).toFixed(2);
      return `; ${ratio} of end-to-end's (${difference >= 0 ? '+' : ''}${difference.toPrecision(2)} ± ${noise.toPrecision(2)})`;
    };
    row('ILP on local AQS', await evaluate(program, await planOf('nmse')));
    const propagated = await evaluate(program, await planOf('propagated'));
    row('ILP on propagated AQS', propagated, beside(propagated));
    row('ILP on end-to-end AQS', reference);
    const fitting = measuredUniform.filter(({ bops }) => bops <= limit);
    row('best uniform that fits', fitting.map((u) => u.verification).sort((a, b) => a.damage - b.damage)[0]!);
    const others: Verification[] = [];
    for (const choice of randomPlans(program, limit, randoms)) others.push(await evaluate(program, choice));
    others.sort((a, b) => a.damage - b.damage);
    if (others.length > 0) row(`random plans, median of ${others.length}`, others[others.length >> 1]!);
    if (swaps > 0) {
      const limited = { ...program, budgets: { bops: limit } };
      const plans = new MeasuredPlans((choice) => evaluate(program, choice, 'search'));
      const input = {
        program: limited,
        choice: await planOf('propagated'),
        plans,
        solve: (question: Program) => solver.solve(question),
        variants: [{ name: 'end-to-end AQS', program: programOf('endToEnd') }],
        remeasure: (choice: readonly number[]) => remeasure(limited, choice),
      };
      for await (const event of refinePlan(input, { neighbours: 4, swaps, rounds })) {
        if (event.kind === 'try' && event.accepted) process.stderr.write(`  ${event.way}: ${event.text}\n`);
        if (event.kind !== 'done') continue;
        const judged: Verification[] = [];
        for (const choice of plansToJudge(event)) judged.push(await evaluate(program, choice));
        const { best, start } = judgeRefined(event, judged, 0);
        const refined = await evaluate(program, best.choice);
        const kept = best === start && event.changed ? ', its find measured worse and was dropped' : '';
        row('propagated plan, refined', refined, `${beside(refined)} (${event.evaluations} tried${kept})`);
      }
    }
    console.log(`\nBOPS budget ${share} % of the way from all-4 to all-8: ${limit.toFixed(1)} G`);
    console.log(rows.join('\n'));
  }
}

/** Plans that just fit: random pairs, then random groups lowered or raised one pair at a time. */
function randomPlans(program: Program, limit: number, count: number): (readonly number[])[] {
  const next = random(20);
  const pick = (n: number): number => Math.floor(next() * n);
  const cost = (choice: readonly number[]): number => totalsOf(program, choice).bops!;
  return Array.from({ length: count }, () => {
    const choice = program.groups.map(({ options }) => pick(options.length));
    const bops = (g: number, o: number): number => program.groups[g]!.options[o]!.costs.bops!;
    while (cost(choice) > limit) {
      const g = pick(choice.length);
      const cheaper = program.groups[g]!.options.flatMap((_, o) =>
        bops(g, o) < bops(g, choice[g]!) ? [o] : [],
      );
      if (cheaper.length > 0) choice[g] = cheaper[pick(cheaper.length)]!;
    }
    for (let tries = 0; tries < 200; tries++) {
      const g = pick(choice.length);
      const before = choice[g]!;
      const dearer = program.groups[g]!.options.flatMap((_, o) => (bops(g, o) > bops(g, before) ? [o] : []));
      if (dearer.length === 0) continue;
      choice[g] = dearer[pick(dearer.length)]!;
      if (cost(choice) > limit) choice[g] = before;
    }
    return choice;
  });
}
