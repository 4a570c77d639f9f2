import { selectPreview } from '../../store/selectors/selectLowering.ts';
import { Icon } from '../controls/Icon.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import './preview.css';

/** Says that the bits in graph and table are those of a search, not the plan's, with the way back to the plan's. */
export function PreviewChip() {
  const shown = useStudio((state) => selectPreview(state) !== null);
  const plans = useStudio((state) => state.lowering?.evaluations ?? 0);
  const { previewLowering } = useActions();
  if (!shown) return null;
  return (
    <li
      className="chip preview-chip"
      title="Graph and table show the bits of the search; the plan in force, and its place on the curve, are unchanged"
    >
      preview: bits of the search, {plans} {plans === 1 ? 'plan' : 'plans'} measured
      <button
        type="button"
        className="preview-leave"
        title="Graph and table show the plan again; the search is kept in the panel Lower"
        onClick={() => previewLowering(false)}
      >
        <Icon name="close" /> leave preview
      </button>
    </li>
  );
}
