import { selectIsPlanBefore } from '../../store/selectors/selectIsPlanBefore.ts';
import { MiddleName } from '../controls/MiddleName.tsx';
import { selectGroupLabels } from '../groups/selectGroupLabels.ts';
import { useStudio } from '../StudioContext.tsx';

const MOST = 2;
const nothing: readonly string[] = [];

/** What the last tick or edit changed, over the part of the chart where the curve seldom is. */
export function News() {
  const news = useStudio((state) => (selectIsPlanBefore(state) ? nothing : state.news));
  const labels = useStudio(selectGroupLabels);
  return (
    <ul className="news muted" aria-live="polite" aria-label="What changed" title={news.join('\n')}>
      {news.slice(0, MOST).map((line, place) => {
        // A long name gives way, never the change it stands for.
        const [, name, change] = /^(.*?) (\S+ → .*)$/.exec(line) ?? [];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: while the budget moves the line stays and its text changes.
          <li key={place}>
            {name ? <MiddleName name={labels.get(name) ?? name} /> : <span className="truncate">{line}</span>}
            {change ? <span className="news-change"> {change}</span> : null}
          </li>
        );
      })}
      {news.length > MOST ? <li>and {news.length - MOST} more</li> : null}
    </ul>
  );
}
