import { formatSi } from './formatSi.ts';

/** Decimal units, as model files and data sheets count: `25.6 MB`. */
export function formatBytes(bytes: number): string {
  return formatSi(bytes, 'B');
}
