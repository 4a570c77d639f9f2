import { type MeasuredTables, missingWork, onlyPairs } from '../core/kept/MeasuredTables.ts';
import { type AqsShelf, measureKept } from '../core/kept/measureKept.ts';
import type { Engine, MeasureRequest } from '../core/ports.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import { breathe } from './breathe.ts';
import { printProgress } from './printProgress.ts';
import { untilInterrupt } from './untilInterrupt.ts';

/**
 * The raw AQS table of a request, with progress on stderr: what is kept is taken, the rest is measured and kept. Ctrl-C keeps
 * what was measured. `measureMs` is the time that measuring took now, `passes` the forward passes of all images that were run.
 */
export async function measureTable(
  engine: Engine,
  shelf: AqsShelf,
  request: MeasureRequest,
): Promise<{ table: AqsTable; measureMs: number; passes: number }> {
  const show = printProgress('measuring');
  const now = () => performance.now();
  const started = now();
  let table: AqsTable = {};
  let passes = 0;
  await untilInterrupt(async (signal) => {
    for await (const { tables, progress, keptAt } of measureKept(shelf, engine, request, { signal, now })) {
      passes = progress?.passes ?? passes;
      if (progress) show(progress.done, progress.total, progress.remainingMs);
      else if (keptAt !== undefined)
        process.stderr.write(`${keptText(keptAt, tables, request, shelf.images)}\n`);
      table = tables.table;
      await breathe();
    }
  });
  return { table: onlyPairs(table, request.pairs), measureMs: now() - started, passes };
}

function keptText(keptAt: number, tables: MeasuredTables, { pairs }: MeasureRequest, images: number): string {
  const all = Object.keys(pairs).length;
  const missing = missingWork(tables, pairs, images);
  const whole = all - Object.keys(missing.pairs).length;
  const begun = Object.keys(missing.done).length;
  const when = new Date(keptAt).toISOString().slice(0, 16).replace('T', ', ');
  const half = begun > 0 ? `, ${begun} were begun` : '';
  return `${whole} of ${all} layers are kept from ${when} UTC${half} (--no-cache measures anew)`;
}
