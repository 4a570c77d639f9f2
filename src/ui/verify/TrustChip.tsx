import { selectTrust } from '../../store/selectors/selectTrust.ts';
import { useStudio } from '../StudioContext.tsx';

/**
 * How far the scores can be trusted: their rank correlation with what was measured. `listed`: an item of a list, absent until
 * enough was measured; otherwise it also says what is missing.
 */
export function TrustChip({ listed = false }: { readonly listed?: boolean }) {
  const { all, atCost } = useStudio(selectTrust);
  if (!all) {
    if (listed) return null;
    return (
      <span className="chip" title="Spearman’s rank correlation of predicted total AQS with measured damage.">
        trust: known from 3 measured plans on
      </span>
    );
  }
  const near = atCost
    ? ` Among the ${atCost.plans} of about the plan’s cost: ${formatRho(atCost.rho)}.`
    : ' Fewer than 3 of them cost about as much as the plan.';
  const title = `Spearman’s rank correlation of predicted total AQS with measured damage over ${all.plans} plans; 1: the scores rank them as the measurements do.${near}`;
  const face = (
    <>
      trust: Spearman {formatRho(all.rho)} over {all.plans} plans
      {!listed && atCost ? `, ${formatRho(atCost.rho)} over ${atCost.plans} of like cost` : ''}
    </>
  );
  const className = all.rho < enough ? 'chip chip-amber' : 'chip';
  return listed ? (
    <li className={className} title={title}>
      {face}
    </li>
  ) : (
    <span className={className} title={title}>
      {face}
    </span>
  );
}

/** Below this the ranking is a warning. */
const enough = 0.8;

function formatRho(rho: number): string {
  return rho.toFixed(2).replace('-', '−');
}
