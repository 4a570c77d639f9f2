import { costOrder } from '../core/plan/exactTotals.ts';
import type { CostName } from '../core/plan/Program.ts';
import { distances } from '../core/sensitivity/AqsTable.ts';
import { initialDecisions } from './initialState.ts';
import type { Decisions } from './StudioState.ts';

/** What a link carries: the decisions, and which network they are about. No weights, no data. */
export interface Permalink {
  /** Id of the sample network; absent for a file that the user opened. */
  readonly sample?: string;
  readonly sha256: string;
  readonly decisions: Decisions;
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
    const link = { ...read, decisions: { ...initialDecisions, ...read.decisions } };
    return isDecisions(link.decisions) && typeof link.sha256 === 'string' ? link : null;
  } catch {
    return null;
  }
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
