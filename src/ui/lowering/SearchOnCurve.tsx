import type { CostName } from '../../core/plan/Program.ts';
import { selectDamageUnit } from '../../store/selectors/selectDamageUnit.ts';
import { loweringQuestion } from '../../store/selectors/selectLowering.ts';
import type { CurveScales } from '../charts/curveScales.ts';
import { aqsWords } from '../format/aqsWords.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { formatCost } from '../format/formatCost.ts';
import { useStudio } from '../StudioContext.tsx';
import { limitText, pointText } from './loweringTexts.ts';
import './searchOnCurve.css';

/**
 * The search on the trade-off curve, by what is predicted of its plans: the way it took, and a ring at the plan it stands at.
 * Nothing where it is about another cost or other scores, once its plan is the plan, and while the user has left its preview.
 */
export function SearchOnCurve({ cost, scales }: { readonly cost: CostName; readonly scales: CurveScales }) {
  const lowering = useStudio((state) => {
    const { lowering: newest } = state;
    if (!newest || newest.cost !== cost || newest.used || newest.isAside) return null;
    // Under other scores or groups its total AQS has no place on this axis.
    return loweringQuestion(state, newest.settings) === newest.question ? newest : null;
  });
  const damageUnit = useStudio(selectDamageUnit);
  if (!lowering || lowering.lines.length === 0) return null;
  const { unit, mark } = aqsWords(lowering.distance, damageUnit);
  const { lines, settings, criterion } = lowering;
  const kind = criterion.kind;
  const stayed = lines.filter(({ outcome }) => outcome !== 'undone');
  const smallest = settings.search === 'smallest';
  // Of budgets the cheapest that kept the criterion, of steps the last that stayed.
  const present = smallest ? stayed.toSorted((a, b) => a.total - b.total)[0] : stayed.at(-1);
  const place = (line: (typeof lines)[number]): string =>
    `${scales.x(line.total).toFixed(1)} ${scales.y(line.objective).toFixed(1)}`;
  return (
    <g className="search-on-curve">
      {smallest ? (
        lines.map((line) => (
          <path
            key={line.step}
            className={line.holds ? 'search-kept' : 'search-broken'}
            d={line.holds ? `M${place(line)}m-4 0h8m-4 -4v8` : `M${place(line)}m-3.5 -3.5l7 7m0 -7l-7 7`}
          />
        ))
      ) : (
        <path className="search-way" d={`M${stayed.map(place).join('L')}`} />
      )}
      {present ? (
        <circle cx={scales.x(present.total)} cy={scales.y(present.objective)} r={5}>
          <title>{`Search: ${pointText(kind, present)} measured (${limitText(criterion)}), ${formatCost(cost, present.total)}, total AQS ${formatAqs(present.objective)}${unit}${mark}`}</title>
        </circle>
      ) : null}
    </g>
  );
}
