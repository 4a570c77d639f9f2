import type { MeasurementStore } from '../ports.ts';

/** What is measured is written at most this often: a page closed in the middle loses no more. */
const writeMs = 1000;

/** Keeps the newest state of a growing measurement under one key, now and then, one write at a time. */
export class KeptWriter {
  readonly #store: MeasurementStore;
  readonly #key: string;
  readonly #now: () => number;
  #newest: (() => unknown) | null = null;
  #wroteAt: number;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;

  /** `now` gives milliseconds. */
  constructor(store: MeasurementStore, key: string, now: () => number) {
    this.#store = store;
    this.#key = key;
    this.#now = now;
    this.#wroteAt = now();
  }

  /** There is something newer to keep; `pack` is called when it is written. */
  note(pack: () => unknown): void {
    this.#newest = pack;
    if (!this.#busy && this.#now() - this.#wroteAt >= writeMs) void this.#write();
  }

  /** Writes what was noted last, and waits for it. Never rejects: what cannot be kept is measured again. */
  async flush(): Promise<void> {
    await this.#writing;
    await this.#write();
  }

  #write(): Promise<void> {
    const pack = this.#newest;
    if (!pack) return Promise.resolve();
    this.#newest = null;
    this.#wroteAt = this.#now();
    this.#busy = true;
    this.#writing = this.#store
      .put(this.#key, pack())
      .catch(() => undefined)
      .finally(() => {
        this.#busy = false;
      });
    return this.#writing;
  }
}
