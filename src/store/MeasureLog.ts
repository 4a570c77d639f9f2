import type { Histogram } from '../core/ports.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import { accumulateAqs } from '../core/sensitivity/accumulateAqs.ts';
import type { MeasureProgress } from '../core/sensitivity/measureModel.ts';
import { repairMonotone } from '../core/sensitivity/repairMonotone.ts';
import type { Report } from './Jobs.ts';
import { mergeTables } from './mergeTables.ts';
import type { StudioParts } from './StudioParts.ts';
import { tableKey } from './tableKey.ts';

/** The state is brought up to date at most this often: about ten times a second. */
const flushMs = 100;

/** Gathers the steps of one measurement and brings them into the state now and then. */
export class MeasureLog {
  readonly #parts: Pick<StudioParts, 'store' | 'host' | 'session'>;
  readonly #signal: AbortSignal;
  readonly #report: Report;
  readonly #key: string;
  readonly #base: AqsTable;
  #table: AqsTable = {};
  #histograms: Record<string, Histogram> = {};
  #flushedAt = Number.NEGATIVE_INFINITY;
  #progress: MeasureProgress | null = null;

  constructor(parts: Pick<StudioParts, 'store' | 'host' | 'session'>, signal: AbortSignal, report: Report) {
    this.#parts = parts;
    this.#signal = signal;
    this.#report = report;
    this.#key = tableKey(parts.store.getState(), parts.session);
    this.#base = parts.session.tables.get(this.#key) ?? {};
  }

  add(progress: MeasureProgress): void {
    this.#progress = progress;
    this.#parts.session.lastBatchSize = progress.batchSize;
    const { measurement } = progress;
    if (measurement) {
      this.#table = accumulateAqs(this.#table, measurement);
      // Of all images, whichever batch it came with.
      this.#histograms[measurement.layer] = measurement.inputHistogram;
    }
    if (this.#parts.host.now() - this.#flushedAt >= flushMs) this.flush();
  }

  /** Brings everything gathered so far into the state; nothing when a newer measurement has begun. */
  flush(): void {
    if (this.#signal.aborted) return;
    const { store, host, session } = this.#parts;
    this.#flushedAt = host.now();
    const raw = mergeTables(this.#base, this.#table);
    session.tables.set(this.#key, raw);
    const { table, repairs } = repairMonotone(raw);
    store.setState((state) => ({
      aqs: table,
      repairs,
      aqsSettings: state.measureSettings,
      aqsData: state.data,
      inputHistograms: { ...state.inputHistograms, ...this.#histograms },
    }));
    if (this.#progress) {
      const { done, total, remainingMs, measurement } = this.#progress;
      const text = measurement ? `Measuring ${measurement.layer}` : 'Measuring';
      this.#report({ done, total, text, ...(remainingMs === undefined ? {} : { remainingMs }) });
    }
  }
}
