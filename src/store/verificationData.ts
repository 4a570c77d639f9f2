import type { DataSource, Session } from './Session.ts';
import type { StudioState } from './StudioState.ts';

/** What the page says of the data that plans are verified on. */
export interface VerificationDataState {
  /** Tells these data from others. */
  readonly id: string;
  readonly kind: 'images' | 'array' | 'synthetic';
  readonly name: string;
  /** How many are used, of how many there are. */
  readonly count: number;
  readonly available: number;
  /** How many of those used have a label. */
  readonly labelled: number;
  /** True: the user gave them; false: held out of the calibration data. */
  readonly own: boolean;
  /** Where they come from, in words; empty where the name says it. */
  readonly origin: string;
}

/** The most that verification data may take in the engine, at float32. */
const mostBytes = 256e6;

/** The state of the data that verification would run on now; null where there are none. */
export function verificationState(
  { data, verifySettings }: Pick<StudioState, 'data' | 'verifySettings'>,
  { verification }: Pick<Session, 'verification'>,
): VerificationDataState | null {
  if (!verification || !data) return null;
  const { source, own } = verification;
  const size = data.shape.reduce((product, length) => product * length, 4);
  const most = Math.max(1, Math.floor(mostBytes / size));
  // Made-up data have no end: as many as calibration has.
  const available = Number.isFinite(source.available) ? source.available : data.count;
  const count = Math.min(available, verifySettings.images, most);
  return {
    id: source.id,
    kind: source.kind,
    name: source.name,
    count,
    available,
    labelled: labelledOf(source, count),
    own,
    origin: source.origin ?? '',
  };
}

function labelledOf({ labels }: DataSource, count: number): number {
  return (labels ?? []).slice(0, count).filter((label) => typeof label === 'number' || label.length > 0)
    .length;
}
