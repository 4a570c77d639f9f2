import { buildProgram, missingAqs, type ProgramInput } from './buildProgram.ts';
import type { Program } from './Program.ts';

/** Scores of the network's output, those that know most first. */
const scores = { endToEnd: 'end-to-end AQS', propagated: 'propagated AQS' } as const;

export interface ScoreVariant {
  /** For people. */
  readonly name: string;
  readonly program: Program;
}

/**
 * The same problem with other scores of the network's output, where the table has them for every layer: their optima are worth
 * a measurement when a plan is refined (`RefineInput.variants`).
 */
export function scoreVariants(input: ProgramInput): readonly ScoreVariant[] {
  return (['endToEnd', 'propagated'] as const)
    .filter(
      (distance) => distance !== input.distance && missingAqs(input.groups, input.aqs, distance).length === 0,
    )
    .map((distance) => ({ name: scores[distance], program: buildProgram({ ...input, distance }) }));
}
