import type { DataFacts } from '../core/calibration/checkData.ts';
import type { Preprocess } from '../core/calibration/Dataset.ts';
import type { ModelFile } from '../core/formats/ModelFormat.ts';
import type { BackendName, DataRole, Engine } from '../core/ports.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import type { Labels } from '../core/verify/Labels.ts';
import type { LabelsByFile } from '../core/verify/readLabels.ts';
import type { Report } from './Jobs.ts';
import type { Permalink } from './permalink.ts';

export interface PictureFile {
  readonly name: string;
  bytes(signal: AbortSignal): Promise<Uint8Array>;
}

/** Where data come from. They can be given to an engine again and again: it may have to be made anew. */
export interface DataSource {
  /** Tells these data from others; equal after the page was loaded again. */
  readonly id: string;
  readonly kind: 'images' | 'array' | 'synthetic';
  readonly name: string;
  /** Samples there are; `give` may be asked for fewer. */
  readonly available: number;
  /** How pictures become the input, to begin with; absent for data that are ready made. */
  readonly preprocess?: Preprocess;
  /** What was left out when the data were last given, a sentence each. */
  readonly leftOut?: readonly string[];
  /** Classes that count as right, of the samples given last (before that: of all), in their order. */
  readonly labels?: Labels;
  /** The pictures themselves, where they are single files. */
  readonly pictures?: readonly PictureFile[];
  /** The same pictures with other labels, or without some of them. Absent for what has none. */
  readonly with?: (change: {
    readonly labels?: LabelsByFile;
    readonly leave?: readonly boolean[];
  }) => DataSource;
  /** Data of the same kind that calibration does not use: what plans are verified on. */
  readonly heldOut?: DataSource;
  /** Where these data lie beside those of calibration, in words: `every third of 48 photographs`. */
  readonly origin?: string;
  /** Puts `count` samples into the engine: as pictures (null, still to be preprocessed), or ready made (their facts). */
  give(
    engine: Engine,
    count: number,
    signal: AbortSignal,
    report: Report,
    role?: DataRole,
  ): Promise<Omit<DataFacts, 'kind'> | null>;
}

/** Data that plans are verified on. */
export interface VerificationSource {
  readonly source: DataSource;
  /** True: the user gave them; false: held out of the calibration data, and gone with them. */
  readonly own: boolean;
}

/** What the studio must remember beside its state: handles to what was opened, and what was measured, unrepaired. */
export interface Session {
  /** Reads the open model's files again. */
  model: ((signal: AbortSignal, report: Report) => Promise<ModelFile[]>) | null;
  /** The source of the model that the engine holds; another than `model` after a failed or cancelled opening. */
  held: Session['model'];
  /** Id of the open sample network. */
  sample: string | null;
  /** Decisions of the link that the page was opened with, until their network is open. */
  link: Permalink | null;
  data: DataSource | null;
  /** The source whose pictures the engine holds; another than `data` after a failed or cancelled change. */
  given: DataSource | null;
  /** Makes `data` again from where they came. */
  remake: ((signal: AbortSignal) => Promise<DataSource>) | null;
  verification: VerificationSource | null;
  /** What of the verification data the engine holds, in the form of `verificationKey`; null: nothing that is known. */
  verificationGiven: string | null;
  /** Counts changes of the data: tables of other data are no longer true. */
  dataVersion: number;
  /** Hash of the calibration data, of that version of the data; null until they are measured. */
  calibration: { readonly version: number; readonly hash: string } | null;
  /** Raw AQS tables by what they were measured with (see `tableKey`). */
  readonly tables: Map<string, AqsTable>;
  /** What the user asked for. */
  backend: BackendName | 'auto';
  /** Most images at once, after the engine was lost with more. */
  batchSize: number | null;
  /** Images at once in the newest measurement. */
  lastBatchSize: number | null;
  solverVersion: string;
}

export function newSession(): Session {
  return {
    model: null,
    held: null,
    sample: null,
    link: null,
    data: null,
    given: null,
    remake: null,
    verification: null,
    verificationGiven: null,
    dataVersion: 0,
    calibration: null,
    tables: new Map(),
    backend: 'auto',
    batchSize: null,
    lastBatchSize: null,
    solverVersion: 'GLPK',
  };
}
