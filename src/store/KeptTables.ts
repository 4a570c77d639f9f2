import { unpackAqs } from '../core/kept/KeptAqs.ts';
import { KeptWriter } from '../core/kept/KeptWriter.ts';
import { type MeasuredTables, nothingMeasured } from '../core/kept/MeasuredTables.ts';
import { aqsKey } from '../core/kept/measurementKey.ts';
import type { StudioParts } from './StudioParts.ts';
import { measuredSettings, tableKey } from './tableKey.ts';

/**
 * What was measured, by `tableKey`: this session's tables, and behind them what is kept from sessions before, which is asked
 * for once. A table that came with a plan is shown and measured on, but never kept: nobody knows its data.
 */
export class KeptTables {
  readonly #parts: Pick<StudioParts, 'store' | 'host' | 'session'>;
  /** What this page measured on the present data, now or in an earlier session. */
  readonly #own = new Map<string, MeasuredTables>();
  /** Keys in the store, of the tables that were asked for. */
  readonly #kept = new Map<string, string>();
  #dataVersion = -1;

  constructor(parts: Pick<StudioParts, 'store' | 'host' | 'session'>) {
    this.#parts = parts;
  }

  /** As far as it is measured, wherever it comes from. */
  shown(key: string): MeasuredTables {
    const own = this.own(key);
    return { ...own, table: this.#parts.session.tables.get(key) ?? own.table };
  }

  own(key: string): MeasuredTables {
    this.#forget();
    return this.#own.get(key) ?? nothingMeasured;
  }

  set(key: string, shown: MeasuredTables, own: MeasuredTables): void {
    this.#parts.session.tables.set(key, shown.table);
    this.#own.set(key, own);
  }

  clear(key: string): void {
    this.set(key, nothingMeasured, nothingMeasured);
  }

  /**
   * Looks for what is kept of the present settings and data, once; the engine must hold model and data. When it was saved, in
   * milliseconds since 1970; null where nothing is kept, it was found before, or a table is there already.
   * @param anew what is found is not wanted: it will be measured again
   */
  async find(anew: boolean): Promise<number | null> {
    const { store, host, session } = this.#parts;
    const { measurements } = host;
    const state = store.getState();
    const key = tableKey(state, session);
    this.#forget();
    if (!measurements || !state.model || this.#kept.has(key)) return null;
    const version = session.dataVersion;
    if (session.calibration?.version !== version)
      session.calibration = { version, hash: await host.engine.dataHash('calibration') };
    const subject = { model: state.model.sha256, calibration: session.calibration.hash };
    const keptKey = aqsKey(subject, measuredSettings(state));
    const found = anew ? null : await measurements.get(keptKey);
    if (session.dataVersion !== version) return null;
    this.#kept.set(key, keptKey);
    const kept = unpackAqs(found?.value);
    if (!found || !kept) return null;
    this.#own.set(key, kept.tables);
    store.setState(({ inputHistograms }) => ({
      inputHistograms: { ...kept.histograms, ...inputHistograms },
    }));
    const shown = session.tables.get(key) ?? {};
    if (Object.keys(shown).length > 0) return null;
    session.tables.set(key, kept.tables.table);
    return found.savedAt;
  }

  /** Keeps a table as it grows; null where nothing is kept. */
  writer(key: string): KeptWriter | null {
    const { measurements, now } = this.#parts.host;
    const keptKey = this.#kept.get(key);
    return measurements && keptKey ? new KeptWriter(measurements, keptKey, now) : null;
  }

  /** Other data: nothing of the old ones is needed any more. */
  #forget(): void {
    const { dataVersion } = this.#parts.session;
    if (dataVersion === this.#dataVersion) return;
    this.#dataVersion = dataVersion;
    this.#own.clear();
    this.#kept.clear();
  }
}
