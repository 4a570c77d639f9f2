import { costOrder, sumCosts } from './exactTotals.ts';
import type { Program } from './Program.ts';

/** A selection problem with numbers or choices that no solver can use: one sentence, naming the group. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

const usable = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const say = (value: unknown): string =>
  typeof value === 'number' && value < 0
    ? `negative (${value})`
    : typeof value === 'number'
      ? `${value}`
      : 'not a number';

/** Tensors and steps that a peak can be computed from: whole numbers of values, groups and tensors that exist. */
function checkMemory({ memory, groups, budgets }: Program): void {
  if (!memory) {
    if (budgets.memory === undefined) return;
    throw new ProgramError(
      'There is a memory budget, but the problem does not say what is in memory; add "memory" or drop the budget.',
    );
  }
  const index = (at: number, count: number): boolean => Number.isInteger(at) && at >= 0 && at < count;
  for (const { name, values, bits, groups: readers } of memory.tensors) {
    const at = `Tensor "${name}"`;
    if (!Number.isSafeInteger(values) || values < 0)
      throw new ProgramError(`${at}: its values are ${say(values)}; they must be a whole number from 0 up.`);
    if (!Number.isInteger(bits) || bits < 0)
      throw new ProgramError(`${at}: its bits are ${say(bits)}; they must be a whole number from 0 up.`);
    if (!readers.every((g) => index(g, groups.length)))
      throw new ProgramError(`${at} names a group that the problem does not have.`);
    if (readers.length === 0 && bits === 0)
      throw new ProgramError(`${at} has neither bits nor groups that read it; give it one of them.`);
    const odd = readers.find((g) => groups[g]!.options.some((o) => !Number.isInteger(o.activationBits)));
    if (odd !== undefined)
      throw new ProgramError(
        `Group "${groups[odd]!.id}" reads tensor "${name}" at a width that is no whole number of bits.`,
      );
  }
  for (const { node, live } of memory.steps) {
    if (!live.every((t) => index(t, memory.tensors.length)))
      throw new ProgramError(`Step "${node}" names a tensor that the problem does not have.`);
  }
}

/** Throws a ProgramError for NaN, negative or infinite numbers, groups without options, pins that are no option. */
export function checkProgram(program: Program): void {
  const seen = new Set<string>();
  for (const group of program.groups) {
    const at = `Group "${group.id}"`;
    if (seen.has(group.id)) throw new ProgramError(`${at} occurs twice; give each group its own id.`);
    seen.add(group.id);
    if (group.options.length === 0) {
      throw new ProgramError(
        `${at} has no pair to choose from; give it at least one option or leave it out.`,
      );
    }
    if (group.pin !== undefined && !group.options[group.pin]) {
      throw new ProgramError(
        `${at} is pinned to option ${group.pin}, but has ${group.options.length} options.`,
      );
    }
    for (const option of group.options) {
      const pair = `${option.weightBits}/${option.activationBits}`;
      if (!usable(option.sensitivity)) {
        throw new ProgramError(
          `${at}: the sensitivity at ${pair} is ${say(option.sensitivity)}; it must be a finite number from 0 up.`,
        );
      }
      for (const cost of sumCosts) {
        const value = option.costs[cost];
        if (value !== undefined && !usable(value)) {
          throw new ProgramError(
            `${at}: the ${cost} at ${pair} is ${say(value)}; it must be a finite number from 0 up.`,
          );
        }
        if (value === undefined && program.budgets[cost] !== undefined) {
          throw new ProgramError(
            `${at}: there is a ${cost} budget, but no ${cost} at ${pair}; add it or drop the budget.`,
          );
        }
      }
    }
  }
  checkMemory(program);
  for (const cost of costOrder) {
    const limit = program.budgets[cost];
    if (limit !== undefined && !usable(limit)) {
      throw new ProgramError(`The ${cost} budget is ${say(limit)}; it must be a finite number from 0 up.`);
    }
    const fixed = program.fixed?.[cost];
    if (fixed !== undefined && !usable(fixed)) {
      throw new ProgramError(`The fixed ${cost} is ${say(fixed)}; it must be a finite number from 0 up.`);
    }
  }
}
