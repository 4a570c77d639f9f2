import type { ActivationMemory, LiveTensor } from './Program.ts';

/**
 * What is in memory in a network shaped like ResNet-50 at 224x224, for tests and benchmarks: a stem, bottleneck blocks of
 * three groups each in four stages, a classifier. A block's input is read by its first group and, through the addition,
 * by all that its output is read by, to the end of the stage.
 */
export function residualMemory(groups: number): ActivationMemory {
  const blocks = Math.max(1, Math.floor((groups - 2) / 3));
  const stageOf = (block: number): number =>
    [3 / 16, 7 / 16, 13 / 16].filter((end) => block >= end * blocks).length;
  const full = 56 * 56 * 256;
  const tensors: LiveTensor[] = [];
  const add = (name: string, values: number, readers: readonly number[]): number =>
    tensors.push({ name, values, bits: 0, groups: readers }) - 1;
  const last = groups - 1;
  const first = (block: number): number => (block < blocks ? 1 + 3 * block : last);
  /** Readers of a block's input: to the end of the stage, whose next block has a convolution on the shortcut. */
  const streamOf = (block: number): readonly number[] => {
    const readers = [first(block)];
    for (let b = block + 1; b <= blocks; b++) {
      const isSame = b === blocks ? true : stageOf(b) === stageOf(b - 1);
      readers.push(first(b));
      if (!isSame) break;
    }
    // The first block of a stage has a shortcut convolution in its own group, so its input ends there.
    const startsStage = block > 0 && block < blocks && stageOf(block) !== stageOf(block - 1);
    return startsStage || block === 0 ? [first(block)] : readers;
  };
  const image = add('image', 224 * 224 * 3, [0]);
  const stem = add('stem', full, streamOf(0));
  let x = add('pool', full / 4, streamOf(0));
  const steps = [
    { node: 'stem', live: [image, stem] },
    { node: 'pool', live: [stem, x] },
  ];
  for (let b = 0; b < blocks; b++) {
    const s = stageOf(b);
    const wide = full >> s;
    const name = `block${b}`;
    const startsStage = b === 0 || stageOf(b) !== stageOf(b - 1);
    const inner = add(`${name}.a`, wide / 4, [first(b) + 1]);
    const next = add(`${name}.b`, wide / 4, [first(b) + 2]);
    const branch = add(`${name}.c`, wide, streamOf(b + 1));
    const side = startsStage ? add(`${name}.down`, wide, streamOf(b + 1)) : x;
    const y = add(`${name}.out`, wide, streamOf(b + 1));
    steps.push(
      { node: `${name}.conv1`, live: [x, inner] },
      { node: `${name}.conv2`, live: [x, inner, next] },
      { node: `${name}.conv3`, live: [x, next, branch] },
      ...(startsStage ? [{ node: `${name}.down`, live: [x, branch, side] }] : []),
      { node: `${name}.add`, live: [branch, side, y] },
    );
    x = y;
  }
  steps.push({ node: 'classifier', live: [x] });
  return { tensors, steps };
}
