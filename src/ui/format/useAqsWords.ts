import { selectDamageUnit } from '../../store/selectors/selectDamageUnit.ts';
import { useStudio } from '../StudioContext.tsx';
import { type AqsWords, aqsWords } from './aqsWords.ts';

/** The words of the scores that are shown now. */
export function useAqsWords(): AqsWords {
  const distance = useStudio((state) => state.decisions.distance);
  return aqsWords(distance, useStudio(selectDamageUnit));
}
