import { random } from '../calibration/random.ts';
import type { Budgets, Option, Program } from './Program.ts';

/**
 * A program shaped like a network's, for tests and benchmarks: MACs and parameters over three decades, error falling
 * about fourfold per bit with noise. `budgets` are shares of the way from the cheapest to the dearest plan.
 */
export function randomProgram(
  seed: number,
  groups: number,
  widths: readonly number[],
  budgets: Budgets,
): Program {
  const next = random(seed);
  const decades = (from: number, to: number): number => 10 ** (from + (to - from) * next());
  const made = Array.from({ length: groups }, (_, g) => {
    const parameters = Math.round(decades(3, 6.3));
    const macs = Math.round(decades(5.5, 8.3));
    const [onWeights, onInput] = [decades(-2, 1), decades(-2, 1)];
    const options = widths.flatMap((w) =>
      widths.map(
        (a): Option => ({
          weightBits: w,
          activationBits: a,
          sensitivity: (onWeights * 4 ** -w + onInput * 4 ** -a) * (0.7 + 0.6 * next()),
          costs: {
            size: (parameters * w) / 8,
            bops: (macs * w * a) / 1e9,
            latency: macs / 1e9 / (8 / Math.max(w, a)) + (parameters * w) / 1e9 + 0.003,
          },
        }),
      ),
    );
    return { id: `g${g}`, layers: [`layer${g}`], options };
  });
  const limits = Object.entries(budgets).map(([cost, share]) => {
    const name = cost as keyof Budgets;
    const ends = [Math.min, Math.max].map((pick) =>
      made.reduce((total, group) => total + pick(...group.options.map((o) => o.costs[name]!)), 0),
    );
    return [cost, ends[0]! + (ends[1]! - ends[0]!) * share!];
  });
  return { groups: made, budgets: Object.fromEntries(limits) };
}
