import { random } from '../calibration/random.ts';
import type { ActivationMemory, LiveTensor } from './Program.ts';

/** Tensors with random readers (some at float), alive over random stretches of a schedule: for tests. */
export function randomMemory(seed: number, groups: number): ActivationMemory {
  const next = random(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const count = groups + below(groups + 2);
  const length = count + 1;
  const spans = Array.from({ length: count }, (_, i) => ({ from: i, to: i + 1 + below(3) }));
  const tensors = spans.map((_, i): LiveTensor => {
    const readers = [...new Set(Array.from({ length: 1 + below(3) }, () => below(groups)))];
    const atFloat = next() < 0.1;
    return {
      name: `t${i}`,
      values: 1 + below(1000),
      bits: atFloat ? 32 : 0,
      groups: atFloat && next() < 0.5 ? [] : readers,
    };
  });
  const steps = Array.from({ length }, (_, step) => ({
    node: `n${step}`,
    live: spans.flatMap(({ from, to }, i) => (from <= step && step <= to ? [i] : [])),
  }));
  return { tensors, steps };
}
