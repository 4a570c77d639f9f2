import { readFile } from 'node:fs/promises';
import type { Program } from '../core/plan/Program.ts';
import { pairOf } from '../core/plan/uniformPlans.ts';
import type { SolverWishes } from '../core/ports.ts';
import { type Pair, pairKey } from '../core/profile/Pair.ts';
import { CliError } from './CliError.ts';

export interface NearFlags {
  readonly near?: string;
  readonly tolerance?: string;
}

export const nearOption = [
  '--near <plan.json>',
  'of equal plans take the one nearest to this one: what `plan` wrote, or `solve --json` printed',
] as const;

export const toleranceOption = [
  '--tolerance <percent>',
  'how much worse than the optimum, in total AQS, a plan may be for being nearer (with --near); default 0',
] as const;

/** What `--near` and `--tolerance` ask of the solver. Refuses files without a plan of these groups, and odd shares. */
export async function nearWishes(program: Program, { near, tolerance }: NearFlags): Promise<SolverWishes> {
  if (near === undefined) {
    if (tolerance !== undefined) throw new CliError('--tolerance goes with --near <plan.json>.', 2);
    return {};
  }
  const percent = Number((tolerance ?? '0').replace(/\s*%$/, ''));
  if (!(percent >= 0 && percent <= 100)) {
    throw new CliError(`--tolerance is a percentage from 0 to 100, not "${tolerance}".`, 2);
  }
  const text = await readFile(near, 'utf8').catch(() => {
    throw new CliError(`No plan at ${near}.`);
  });
  const pairs = pairsOf(text);
  if (!pairs) {
    throw new CliError(`${near} is no plan: give a JSON file of \`mixbit plan\` or \`mixbit solve --json\`.`);
  }
  const previous = program.groups.map(({ id, options }) =>
    options.findIndex((option) => pairKey(pairOf(option)) === pairs.get(id)),
  );
  if (previous.every((option) => option < 0)) {
    throw new CliError(`${near} has no group in common with this problem; give a plan of the same network.`);
  }
  return { previous, ...(percent > 0 ? { tolerance: percent / 100 } : {}) };
}

interface Written {
  readonly groups?: readonly { readonly id: string; readonly pair: string }[];
  readonly plan?: Readonly<Record<string, Pair>>;
}

/** Group id -> pair key; null when the text is neither kind of plan. */
function pairsOf(text: string): ReadonlyMap<string, string> | null {
  try {
    const { groups, plan } = JSON.parse(text) as Written;
    if (Array.isArray(groups)) return new Map(groups.map(({ id, pair }) => [id, pair]));
    return plan ? new Map(Object.entries(plan).map(([id, pair]) => [id, pairKey(pair)])) : null;
  } catch {
    return null;
  }
}
