import { type ReactNode, useState } from 'react';
import type { Studio } from '../../store/Studio.ts';
import { App } from '../App.tsx';
import { BudgetStrip } from '../budget/BudgetStrip.tsx';
import { GroupsPanel } from '../groups/GroupsPanel.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { LoweringPanel } from '../lowering/LoweringPanel.tsx';
import { StudioProvider } from '../StudioContext.tsx';
import { NoticeBar } from '../shell/NoticeBar.tsx';
import { FirstSight } from '../start/FirstSight.tsx';
import { MeasureBar } from '../topbar/MeasureBar.tsx';
import { VerifyPanel } from '../verify/VerifyPanel.tsx';
import { galleryCases } from './galleryCases.ts';
import './gallery.css';

/**
 * `/?gallery` shows the views side by side in every state; `/?gallery=full&theme=dark` the whole studio in one.
 * `search` is the page's query.
 */
export function Gallery({ search }: { readonly search: string }) {
  const query = new URLSearchParams(search);
  const wanted = galleryCases.find(({ id }) => id === query.get('gallery'));
  const theme = query.get('theme') === 'dark' ? 'dark' : 'light';
  return wanted ? <Whole make={wanted.make} theme={theme} /> : <Overview theme={theme} />;
}

function Whole({ make, theme }: { readonly make: () => Studio; readonly theme: 'light' | 'dark' }) {
  const [studio] = useState(() => {
    const made = make();
    made.actions.setTheme(theme);
    return made;
  });
  return (
    <StudioProvider studio={studio}>
      <App />
    </StudioProvider>
  );
}

const VIEWS: readonly {
  name: string;
  height: number;
  wide?: boolean;
  open: boolean;
  view: () => ReactNode;
}[] = [
  { name: 'First sight', height: 640, wide: true, open: false, view: () => <FirstSight /> },
  { name: 'Notice', height: 44, wide: true, open: true, view: () => <NoticeBar /> },
  { name: 'Measurement', height: 44, wide: true, open: true, view: () => <MeasureBar /> },
  { name: 'Groups', height: 460, open: true, view: () => <GroupsPanel /> },
  { name: 'Inspector', height: 460, open: true, view: () => <Inspector /> },
  { name: 'Budget', height: 260, wide: true, open: true, view: () => <BudgetStrip /> },
  {
    name: 'Verification',
    height: 280,
    wide: true,
    open: true,
    view: () => <VerifyPanel onClose={() => undefined} onData={() => undefined} />,
  },
  {
    name: 'Lowering',
    height: 280,
    wide: true,
    open: true,
    view: () => (
      <LoweringPanel onClose={() => undefined} onData={() => undefined} onVerify={() => undefined} />
    ),
  },
];

function Overview({ theme }: { readonly theme: 'light' | 'dark' }) {
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <div className="gallery" data-theme={theme}>
      <h1>
        Gallery <a href={`?gallery&theme=${other}`}>{other}</a>
      </h1>
      {galleryCases.map((entry) => (
        <Case key={entry.id} id={entry.id} text={entry.text} make={entry.make} theme={theme} />
      ))}
    </div>
  );
}

interface CaseProps {
  readonly id: string;
  readonly text: string;
  readonly make: () => Studio;
  readonly theme: string;
}

function Case({ id, text, make, theme }: CaseProps) {
  const [studio] = useState(make);
  const open = studio.store.getState().model !== null;
  return (
    <section id={id}>
      <h2>
        {text} <a href={`?gallery=${id}&theme=${theme}`}>whole studio</a>
      </h2>
      <StudioProvider studio={studio}>
        <div className="gallery-frames">
          {VIEWS.filter((view) => view.open === open || view.name === 'Notice').map(
            ({ name, height, wide, view }) => (
              <figure key={name} className={wide ? 'gallery-wide' : undefined}>
                <figcaption className="muted">{name}</figcaption>
                <div className="gallery-frame" style={{ height }}>
                  {view()}
                </div>
              </figure>
            ),
          )}
        </div>
      </StudioProvider>
    </section>
  );
}
