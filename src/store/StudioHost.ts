import type { Picture } from '../core/calibration/Dataset.ts';
import type { BackgroundSolver, Engine, MeasurementStore, Solver } from '../core/ports.ts';

/** An engine that can be made anew after it was lost: `restart` ends the machine below and starts an empty one. */
export interface RestartableEngine extends Engine {
  restart(): Promise<void>;
}

/** A file that the server does not have or did not send. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly status: number;
  constructor(url: string, status: number) {
    super(`${url} could not be fetched (HTTP ${status}).`);
    this.status = status;
  }
}

/** Everything the store asks of the page: two ports, files by URL, decoding, the clock, what is remembered. */
export interface StudioHost {
  readonly engine: RestartableEngine;
  readonly solver: Solver;
  /** Absent: budgets are solved for one by one. */
  readonly background?: BackgroundSolver;
  /** Keeps what was measured from one visit to the next. Absent: nothing is kept. */
  readonly measurements?: MeasurementStore;
  /** Bytes of a file beside the page. Rejects with a FetchError where there is none. */
  fetchBytes(url: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** Decodes a PNG, JPEG, WebP .. to 8-bit RGBA. */
  decodePicture(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Picture>;
  /** Milliseconds, any origin. */
  now(): number;
  /** The part of the page's address after `#`; null where decisions are not kept in a link. */
  readonly address: { read(): string; write(hash: string): void } | null;
  /** Of this program, for exports. */
  readonly version: string;
  /** localStorage, or null where the browser forbids it. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
}
