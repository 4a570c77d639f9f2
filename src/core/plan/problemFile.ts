import { budgetAtPercent } from './budgetRange.ts';
import { checkProgram, ProgramError } from './checkProgram.ts';
import { costOrder, costsOf, sumCosts } from './exactTotals.ts';
import { readMemory, writeMemory } from './memoryFile.ts';
import type { Budgets, CostName, Option, Program, ProgramGroup } from './Program.ts';

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown, what: string): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProgramError(`${what} must be an object.`);
  }
  return value as Fields;
};

const list = (value: unknown, what: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw new ProgramError(`${what} must be a list.`);
  return value;
};

const number = (value: unknown, what: string): number => {
  if (typeof value !== 'number')
    throw new ProgramError(`${what} must be a number, not ${JSON.stringify(value) ?? 'missing'}.`);
  return value;
};

function readCosts(value: unknown, what: string): Partial<Record<CostName, number>> {
  const given = fields(value, what);
  const costs: Partial<Record<CostName, number>> = {};
  for (const cost of sumCosts) {
    if (given[cost] != null) costs[cost] = number(given[cost], `${what}.${cost}`);
  }
  return costs;
}

function readOption(value: unknown, what: string): Option {
  const option = fields(value, what);
  return {
    weightBits: number(option.weightBits, `${what}.weightBits`),
    activationBits: number(option.activationBits, `${what}.activationBits`),
    ...(option.weightFloat === true ? { weightFloat: true } : {}),
    ...(option.activationFloat === true ? { activationFloat: true } : {}),
    sensitivity: number(option.sensitivity, `${what}.sensitivity`),
    costs: readCosts(option.costs ?? {}, `${what}.costs`),
  };
}

function readGroup(value: unknown, index: number): ProgramGroup {
  const group = fields(value, `groups[${index}]`);
  if (typeof group.id !== 'string' || group.id === '')
    throw new ProgramError(`groups[${index}] has no id; give it one.`);
  const what = `Group "${group.id}"`;
  const layers = group.layers === undefined ? [group.id] : list(group.layers, `${what}: layers`).map(String);
  return {
    id: group.id,
    layers,
    options: list(group.options, `${what}: options`).map((option, i) =>
      readOption(option, `${what}: options[${i}]`),
    ),
    ...(group.pin == null ? {} : { pin: number(group.pin, `${what}: pin`) }),
  };
}

/**
 * Reads the JSON text of a selection problem (what `mixbit solve` takes; aqs.json is one): `groups[]` of
 * `{ id, layers[], options[]: { weightBits, activationBits, sensitivity, costs } }`, and `memory` where peak activation
 * memory is to be known (see `readMemory`). Other fields are ignored.
 * Throws a ProgramError that names the file, the group and what is wrong.
 */
export function readProblem(text: string, file = 'The file'): Program {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ProgramError(`${file} is not JSON: ${(error as Error).message}.`);
  }
  try {
    const top = fields(data, 'The top level');
    if (top.groups === undefined)
      throw new ProgramError('It has no "groups"; a selection problem lists its groups there.');
    const groups = list(top.groups, 'groups').map(readGroup);
    if (groups.length === 0) throw new ProgramError('It has no groups; there is nothing to choose.');
    const units = top.units === undefined ? {} : fields(top.units, 'units');
    const program: Program = {
      groups,
      budgets: {},
      ...(top.fixed == null ? {} : { fixed: readCosts(top.fixed, 'fixed') }),
      ...(top.memory == null ? {} : { memory: readMemory(top.memory, groups) }),
      units: Object.fromEntries(
        costOrder.flatMap((cost) => (typeof units[cost] === 'string' ? [[cost, units[cost]]] : [])),
      ),
    };
    checkProgram(program);
    return program;
  } catch (error) {
    if (error instanceof ProgramError)
      throw new ProgramError(`${file} is not a usable selection problem. ${error.message}`);
    throw error;
  }
}

/** The problem as a file: the program first, then whatever produced it (`extra`). */
export function writeProblem(program: Program, extra: Readonly<Record<string, unknown>> = {}): string {
  const { groups, fixed, units, memory } = program;
  const parts = { units, fixed, groups, memory: memory && writeMemory(memory, groups) };
  return `${JSON.stringify({ ...extra, ...parts }, null, 1)}\n`;
}

/**
 * Reads budgets as the command line writes them: `bops=97.5` in the problem's own units, or `size=50%`, a share of the
 * way from the cheapest plan to the dearest. Throws a ProgramError naming the text.
 */
export function readBudgets(program: Program, texts: readonly string[]): Budgets {
  const available = costsOf(program);
  const budgets: Partial<Record<CostName, number>> = {};
  for (const text of texts) {
    const match = /^\s*([a-z]+)\s*=\s*([0-9.eE+-]+)\s*(%?)\s*$/.exec(text);
    const cost = costOrder.find((name) => name === match?.[1]);
    const value = Number(match?.[2]);
    if (!match || !cost || !Number.isFinite(value) || match[2] === '') {
      throw new ProgramError(
        `"${text}" is not a budget; write <cost>=<number> or <cost>=<number>%, with cost one of ${costOrder.join(', ')}.`,
      );
    }
    if (!available.includes(cost)) {
      throw new ProgramError(
        `This problem has no ${cost} for every option; budget one of ${available.join(', ')}.`,
      );
    }
    if (value < 0 || (match[3] && value > 100)) {
      throw new ProgramError(
        `"${text}" is out of range; a ${match[3] ? 'percentage lies from 0 to 100' : 'budget is not negative'}.`,
      );
    }
    budgets[cost] = match[3] ? budgetAtPercent(program, cost, value) : value;
  }
  return budgets;
}
