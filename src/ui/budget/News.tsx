import { useStudio } from '../StudioContext.tsx';

const MOST = 3;

/** What the last tick or edit changed, over the part of the chart where the curve never is. */
export function News() {
  const news = useStudio((state) => state.news);
  const shown = news.slice(0, MOST);
  return (
    <ul className="news muted" aria-live="polite" aria-label="What changed">
      {shown.map((line) => (
        <li key={line} className="truncate">
          {line}
        </li>
      ))}
      {news.length > MOST ? <li>and {news.length - MOST} more</li> : null}
    </ul>
  );
}
