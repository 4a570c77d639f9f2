import { selectPreview } from '../../store/selectors/selectLowering.ts';
import { useStudio } from '../StudioContext.tsx';
import './preview.css';

/** Says that the bits in graph and table are those of a search, not the plan's. */
export function PreviewChip() {
  const shown = useStudio((state) => selectPreview(state) !== null);
  const plans = useStudio((state) => state.lowering?.evaluations ?? 0);
  if (!shown) return null;
  return (
    <li
      className="chip preview-chip"
      title="Graph and table show the bits of the search; the plan in force, and its place on the curve, are unchanged"
    >
      preview: bits of the search, {plans} {plans === 1 ? 'plan' : 'plans'} measured
    </li>
  );
}
