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
  const few = all.plans < telling;
  const doubt = few
    ? ` Chance alone ranks so few in this way too often: from ${telling} plans on it says something; Measure the curve measures 8.`
    : '';
  const title = `Spearman’s rank correlation of predicted total AQS with measured damage over ${all.plans} plans is ${formatRho(all.rho)}; 1: the scores rank them as the measurements do.${near}${doubt}`;
  const face = few ? (
    `trust: ${all.plans} plans only, too few to say`
  ) : (
    <>
      trust: Spearman {formatRho(all.rho)} over {all.plans} plans
      {!listed && atCost && atCost.plans >= telling
        ? `, ${formatRho(atCost.rho)} over ${atCost.plans} of like cost`
        : ''}
    </>
  );
  const className = !few && all.rho < enough ? 'chip chip-amber' : 'chip';
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

/** Of fewer plans a rank correlation says next to nothing: three in order are one of six orders. */
const telling = 8;

/** Below this the ranking is a warning. */
const enough = 0.8;

function formatRho(rho: number): string {
  return rho.toFixed(2).replace('-', '−');
}
