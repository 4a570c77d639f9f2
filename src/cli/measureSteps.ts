import { missingSteps, onlySteps } from '../core/kept/MeasuredTables.ts';
import { type AqsShelf, measureKept } from '../core/kept/measureKept.ts';
import type { Engine, MeasureRequest } from '../core/ports.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import { breathe } from './breathe.ts';
import { printProgress } from './printProgress.ts';
import { untilInterrupt } from './untilInterrupt.ts';

/**
 * Step AQS by layer, entries by `stepKey`, with progress on stderr: what is kept is taken, the rest is measured and kept.
 * Ctrl-C keeps what was measured. `passes`: forward passes of all images that were run.
 */
export async function measureSteps(
  engine: Engine,
  shelf: AqsShelf,
  request: Pick<MeasureRequest, 'operands' | 'quantizer' | 'batchSize'>,
  steps: NonNullable<MeasureRequest['steps']>,
): Promise<{ table: AqsTable; passes: number }> {
  const show = printProgress('measuring steps');
  const now = () => performance.now();
  const all = Object.values(steps).reduce((n, list) => n + list.length, 0);
  let table: AqsTable = {};
  let passes = 0;
  await untilInterrupt(async (signal) => {
    const { operands, quantizer, batchSize } = request;
    const asked = { operands, quantizer, pairs: {}, steps, ...(batchSize ? { batchSize } : {}) };
    for await (const { tables, progress, keptAt } of measureKept(shelf, engine, asked, { signal, now })) {
      passes = progress?.passes ?? passes;
      if (progress) show(progress.done, progress.total, progress.remainingMs);
      else if (keptAt !== undefined) {
        const missing = Object.values(missingSteps(tables, steps, shelf.images).steps).flat().length;
        process.stderr.write(`${all - missing} of ${all} steps are kept (--no-cache measures anew)\n`);
      }
      table = tables.table;
      await breathe();
    }
  });
  return { table: onlySteps(table, steps), passes };
}
