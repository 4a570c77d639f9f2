import { type Distance, isReaching } from '../../core/sensitivity/AqsTable.ts';

/** What belongs to a total AQS besides its number. */
export interface AqsWords {
  /** ` nats`, where it is damage in KL; else nothing. */
  readonly unit: string;
  /** ` (pred.)`; nothing where every layer's score is measured at the network's output. */
  readonly mark: string;
}

/** @param damageUnit as `selectDamageUnit` has it */
export function aqsWords(distance: Distance, damageUnit: string): AqsWords {
  return {
    unit: isReaching(distance) && damageUnit.includes('nats') ? ' nats' : '',
    mark: distance === 'endToEnd' ? '' : ' (pred.)',
  };
}

/** Head and note of a column of total AQS. */
export function aqsColumn({ unit, mark }: AqsWords): { readonly title: string; readonly note: string } {
  return {
    title: `AQS${mark}${unit === '' ? '' : `,${unit}`}`,
    note:
      mark === ''
        ? 'Sum over the layers of the damage that each was measured to do alone'
        : 'Total AQS that the scores predict',
  };
}
