import { costOrder } from '../core/plan/exactTotals.ts';
import type { CostName } from '../core/plan/Program.ts';
import { readQuantizerSettings } from '../core/quantize/readQuantizerSettings.ts';
import { distances } from '../core/sensitivity/AqsTable.ts';
import { initialDecisions } from './initialState.ts';
import type { Decisions, MeasureSettings, VerifySettings } from './StudioState.ts';

/** What a link carries: the decisions, how they were measured, and which network they are about. No weights, no data. */
export interface Permalink {
  /** Id of the sample network; absent for a file that the user opened. */
  readonly sample?: string;
  readonly sha256: string;
  readonly decisions: Decisions;
  /** These two are absent in older links: the settings in force then stay. */
  readonly measure?: MeasureSettings;
  readonly verify?: VerifySettings;
}

const prefix = '#plan=';

/** The part of the address after `#`: JSON as URL-safe base64. */
export function writePermalink(link: Permalink): string {
  const bytes = new TextEncoder().encode(JSON.stringify(link));
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return prefix + base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Reads what `writePermalink` wrote; null for anything else. */
export function readPermalink(hash: string): Permalink | null {
  if (!hash.startsWith(prefix)) return null;
  try {
    const base64 = hash.slice(prefix.length).replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const read = JSON.parse(new TextDecoder().decode(bytes)) as Permalink;
    // Older links lack what came later.
    const decisions = { ...initialDecisions, ...read.decisions };
    const measure = read.measure === undefined ? {} : { measure: readMeasure(read.measure) };
    const verify = read.verify === undefined ? {} : { verify: readVerify(read.verify) };
    if (measure.measure === null || verify.verify === null) return null;
    const link = { ...read, decisions, ...measure, ...verify } as Permalink;
    return isDecisions(decisions) && typeof link.sha256 === 'string' ? link : null;
  } catch {
    return null;
  }
}

function readMeasure({ operands, quantizer, images }: MeasureSettings): MeasureSettings | null {
  const read = readQuantizerSettings(quantizer);
  return read && ['both', 'input', 'weights'].includes(operands) && isCount(images)
    ? { operands, quantizer: read, images }
    : null;
}

function readVerify({ images, holdOut }: VerifySettings): VerifySettings | null {
  return isCount(images) && typeof holdOut === 'boolean' ? { images, holdOut } : null;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function isDecisions(value: Decisions): boolean {
  const { profileId, budgets, mainBudget, pins, assignment, aggregate, distance } = value;
  const { aqsLimit, tolerance, heldPlan } = value;
  const texts = (record: unknown): boolean =>
    typeof record === 'object' &&
    record !== null &&
    Object.values(record).every((text) => typeof text === 'string');
  return (
    typeof profileId === 'string' &&
    costOrder.includes(mainBudget) &&
    Object.entries(budgets).length > 0 &&
    Object.entries(budgets).every(
      ([cost, limit]) => costOrder.includes(cost as CostName) && Number.isFinite(limit),
    ) &&
    texts(pins) &&
    texts(assignment) &&
    ['sum', 'mean', 'max'].includes(aggregate) &&
    distances.some((known) => known === distance) &&
    (aqsLimit === null || Number.isFinite(aqsLimit)) &&
    tolerance >= 0 &&
    tolerance <= 1 &&
    (heldPlan === null ||
      (typeof heldPlan === 'object' &&
        typeof heldPlan.how === 'string' &&
        typeof heldPlan.question === 'string' &&
        texts(heldPlan.pairs)))
  );
}
