import type { AqsShelf } from '../core/kept/measureKept.ts';
import type { StepAqs } from '../core/plan/Lowering.ts';
import { measuredSteps } from '../core/plan/measuredSteps.ts';
import type { Program } from '../core/plan/Program.ts';
import { programSteps } from '../core/plan/programSteps.ts';
import { stepFromFloat } from '../core/plan/stepFromFloat.ts';
import type { Engine } from '../core/ports.ts';
import { type AqsTable, isReaching } from '../core/sensitivity/AqsTable.ts';
import { stepKey } from '../core/sensitivity/stepKey.ts';
import type { AqsSettings } from './AqsFile.ts';
import { measureSteps } from './measureSteps.ts';

/** What `--steps` takes. */
export const stepKinds = ['measured', 'from-float'] as const;
export type StepKind = (typeof stepKinds)[number];

interface StepNeeds {
  readonly engine: Engine;
  readonly shelf: AqsShelf;
  readonly program: Program;
  /** AQS against float, and what the file that has them says of steps. */
  readonly aqs: { readonly table: AqsTable; readonly settings: AqsSettings; readonly steps?: AqsTable };
}

/** Step AQS for a lowering: of the AQS file where it has them all, else measured now, or of AQS against float. Says on stderr which. */
export async function openSteps(
  { engine, shelf, program, aqs }: StepNeeds,
  kind: StepKind,
): Promise<StepAqs> {
  const { table, settings } = aqs;
  if (kind === 'from-float') {
    process.stderr.write('step AQS: differences of AQS against float\n');
    return stepFromFloat(table, settings.distance);
  }
  const wanted = programSteps(program.groups);
  const all = Object.entries(wanted).flatMap(([layer, steps]) => steps.map((step) => ({ layer, step })));
  const inFile = all.every(({ layer, step }) => aqs.steps?.[layer]?.entries[stepKey(step)]);
  const { operands, quantizer } = settings;
  const steps =
    aqs.steps && inFile
      ? aqs.steps
      : (await measureSteps(engine, shelf, { operands, quantizer }, wanted)).table;
  const where = inFile ? 'as measured, from the AQS file' : `measured on ${shelf.images} images`;
  const gained = isReaching(settings.distance) ? ", times each layer's gain to the network's output" : '';
  process.stderr.write(
    `step AQS: ${all.length} steps of ${Object.keys(wanted).length} layers ${where}${gained}\n`,
  );
  return measuredSteps(steps, table, settings.distance);
}
