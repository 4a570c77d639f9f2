import { packAqs } from '../core/kept/KeptAqs.ts';
import type { KeptWriter } from '../core/kept/KeptWriter.ts';
import { addMeasured, type MeasuredTables, shownTable } from '../core/kept/MeasuredTables.ts';
import type { Histogram } from '../core/ports.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import type { MeasureProgress } from '../core/sensitivity/measureModel.ts';
import type { ReachProgress } from '../core/sensitivity/measureReach.ts';
import { propagatedScores } from '../core/sensitivity/propagatedScores.ts';
import { repairMonotone } from '../core/sensitivity/repairMonotone.ts';
import { withEndToEnd, withInjection } from '../core/sensitivity/withReach.ts';
import type { Report } from './Jobs.ts';
import type { KeptTables } from './KeptTables.ts';
import type { StudioParts } from './StudioParts.ts';
import { tableKey } from './tableKey.ts';

/** The state is brought up to date at most this often: about ten times a second. */
const flushMs = 100;

/** Gathers the steps of one measurement, brings them into the state now and then, and keeps them. */
export class MeasureLog {
  readonly #parts: Pick<StudioParts, 'store' | 'host' | 'session'>;
  readonly #kept: KeptTables;
  readonly #signal: AbortSignal;
  readonly #report: Report;
  readonly #key: string;
  readonly #images: number;
  readonly #writer: KeptWriter | null;
  #shown: MeasuredTables;
  #own: MeasuredTables;
  #histograms: Readonly<Record<string, Histogram>>;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #progress: { readonly done: number; readonly total: number; readonly remainingMs?: number } | null = null;
  #text = 'Measuring';
  /** Forward passes of all images: of layers at their pairs, and from a layer to the output. */
  readonly #passes = { measure: 0, reach: 0 };

  constructor(
    parts: Pick<StudioParts, 'store' | 'host' | 'session'>,
    kept: KeptTables,
    signal: AbortSignal,
    report: Report,
  ) {
    const state = parts.store.getState();
    this.#parts = parts;
    this.#kept = kept;
    this.#signal = signal;
    this.#report = report;
    this.#key = tableKey(state, parts.session);
    this.#images = state.data?.count ?? 0;
    this.#writer = kept.writer(this.#key);
    this.#shown = kept.shown(this.#key);
    this.#own = kept.own(this.#key);
    this.#histograms = state.inputHistograms;
  }

  add(progress: MeasureProgress): void {
    this.#progress = progress;
    this.#passes.measure = progress.passes;
    this.#text = progress.measurement ? `Measuring ${progress.measurement.layer}` : 'Measuring';
    this.#parts.session.lastBatchSize = progress.batchSize;
    const { measurement } = progress;
    if (measurement) {
      this.#shown = addMeasured(this.#shown, measurement, this.#images);
      this.#own = addMeasured(this.#own, measurement, this.#images);
      // Of all images, whichever batch it came with.
      this.#histograms = { ...this.#histograms, [measurement.layer]: measurement.inputHistogram };
      const newest = { tables: this.#own, histograms: this.#histograms };
      this.#writer?.note(() => packAqs(newest));
    }
    if (this.#parts.host.now() - this.#flushedAt >= flushMs) this.flush();
  }

  /** @param kind what `measured.key` is: an operand's injection, or a pair */
  addReach(kind: 'injection' | 'pair', { fraction, remainingMs, passes, measured }: ReachProgress): void {
    this.#passes.reach = passes;
    this.#progress = { done: fraction, total: 1, ...(remainingMs === undefined ? {} : { remainingMs }) };
    if (measured) {
      const add = kind === 'injection' ? withInjection : withEndToEnd;
      this.#shown = { ...this.#shown, table: add(this.#shown.table, measured) };
      this.#own = { ...this.#own, table: add(this.#own.table, measured) };
      this.#text = `Following the error of ${measured.layer} to the output`;
    }
    if (this.#parts.host.now() - this.#flushedAt >= flushMs) this.flush();
  }

  /** As far as it is gathered, unscored and unrepaired. */
  get table(): AqsTable {
    return this.#shown.table;
  }

  /**
   * Brings everything gathered so far into the state; nothing when a newer measurement has begun.
   * @param savedAt of a table that comes whole from an earlier session
   */
  flush(savedAt: number | null = null): void {
    if (this.#signal.aborted) return;
    const { store, host } = this.#parts;
    this.#flushedAt = host.now();
    this.#kept.set(this.#key, this.#shown, this.#own);
    const passes = this.#passes.measure + this.#passes.reach;
    const { table, repairs } = repairMonotone(propagatedScores(shownTable(this.#shown)));
    store.setState((state) => ({
      aqs: table,
      repairs,
      aqsSettings: state.measureSettings,
      aqsData: state.data,
      aqsPasses: passes,
      aqsKept: savedAt === null ? null : { table, savedAt },
      inputHistograms: { ...state.inputHistograms, ...this.#histograms },
    }));
    if (this.#progress) {
      const { done, total, remainingMs } = this.#progress;
      const text = passes > 0 ? `${this.#text} (${passes.toFixed(1)} forward passes so far)` : this.#text;
      this.#report({ done, total, text, ...(remainingMs === undefined ? {} : { remainingMs }) });
    }
  }

  /** Keeps what was gathered, also of a measurement that was cancelled. */
  async close(): Promise<void> {
    this.#kept.set(this.#key, this.#shown, this.#own);
    await this.#writer?.flush();
  }
}
