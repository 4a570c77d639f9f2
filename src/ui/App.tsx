import { type CSSProperties, type ReactNode, useCallback, useState } from 'react';
import { selectBusy } from '../store/selectors/selectBusy.ts';
import { BudgetStrip } from './budget/BudgetStrip.tsx';
import { DataDialog } from './data/DataDialog.tsx';
import { GraphView } from './graph/GraphView.tsx';
import { GroupsPanel } from './groups/GroupsPanel.tsx';
import { Inspector } from './inspector/Inspector.tsx';
import { LoweringPanel } from './lowering/LoweringPanel.tsx';
import { useActions, useStudio } from './StudioContext.tsx';
import { HelpDialog } from './shell/HelpDialog.tsx';
import { NoticeBar } from './shell/NoticeBar.tsx';
import { OpenProgress } from './shell/OpenProgress.tsx';
import { routeFiles } from './shell/routeFiles.ts';
import { Splitter } from './shell/Splitter.tsx';
import { useFocusAfter } from './shell/useFocusAfter.ts';
import { useMediaQuery } from './shell/useMediaQuery.ts';
import { usePanelSizes } from './shell/usePanelSizes.ts';
import { useShortcuts } from './shell/useShortcuts.ts';
import { useTheme } from './shell/useTheme.ts';
import { useWindowDrop } from './shell/useWindowDrop.ts';
import { FirstSight } from './start/FirstSight.tsx';
import { MeasureBar } from './topbar/MeasureBar.tsx';
import { TopBar } from './topbar/TopBar.tsx';
import { VerifyPanel } from './verify/VerifyPanel.tsx';
import './theme.css';
import './controls/controls.css';
import './shell/shell.css';

type Panel = 'groups' | 'graph' | 'inspector' | 'budget' | 'verify';

/** The whole studio on one screen. */
export function App() {
  const busy = useStudio(selectBusy);
  const hasModel = useStudio((state) => state.model !== null);
  const actions = useActions();
  const [dialog, setDialog] = useState<'help' | 'data' | 'export' | null>(null);
  const [tab, setTab] = useState<Panel>('graph');
  const [measured, setMeasured] = useState<'compare' | 'lower' | null>(null);
  const [sizes, setSizes, usual] = usePanelSizes();
  const narrow = useMediaQuery('(max-width: 900px)');
  useTheme();

  const onFiles = useCallback(
    async (files: File[]) => {
      const route = hasModel ? await routeFiles(files) : 'model';
      if (route === 'data') await actions.addData(files);
      else if (route === 'profile' && files[0]) await actions.addProfile(files[0]);
      else if (route === 'plan' && files[0]) await actions.importPlan(files[0]);
      else await actions.openFiles(files);
    },
    [hasModel, actions],
  );
  const dropping = useWindowDrop(onFiles);

  const reveal = useCallback(
    (panel: 'groups' | 'graph' | 'budget') => {
      setTab(panel);
      if (panel === 'groups' && sizes.left === 0) setSizes({ left: usual.left });
      if (panel === 'budget' && sizes.strip === 0) setSizes({ strip: usual.strip });
    },
    [sizes, usual, setSizes],
  );
  const openExport = useCallback(() => setDialog('export'), []);
  const openHelp = useCallback(() => setDialog('help'), []);
  const openData = useCallback(() => setDialog('data'), []);
  const closeMeasured = useCallback(() => {
    setMeasured(null);
    setTab((before) => (before === 'verify' ? 'graph' : before));
  }, []);
  const openMeasured = useCallback((which: 'compare' | 'lower') => {
    setMeasured(which);
    setTab('verify');
  }, []);
  const toggle = useCallback(
    (which: 'compare' | 'lower') => {
      if (measured === which && (!narrow || tab === 'verify')) closeMeasured();
      else if (hasModel) openMeasured(which);
    },
    [measured, narrow, tab, hasModel, closeMeasured, openMeasured],
  );
  const compare = useCallback(() => toggle('compare'), [toggle]);
  const lower = useCallback(() => toggle('lower'), [toggle]);
  const verify = (): void => {
    openMeasured('compare');
    void actions.verify();
  };
  useFocusAfter(hasModel, measured);
  useShortcuts({ openExport, openHelp, compare, lower, reveal });
  const panel =
    measured === 'compare' ? (
      <VerifyPanel onClose={closeMeasured} onData={openData} />
    ) : measured === 'lower' ? (
      <LoweringPanel onClose={closeMeasured} onData={openData} onVerify={verify} />
    ) : null;

  return (
    <main className="studio" data-state={busy ? 'busy' : 'idle'}>
      <TopBar
        exportOpen={dialog === 'export'}
        onExportOpen={(open) => setDialog(open ? 'export' : null)}
        onHelp={openHelp}
        onData={openData}
        verifyOpen={measured === 'compare'}
        lowerOpen={measured === 'lower'}
        onCompare={compare}
        onLower={lower}
        onVerify={verify}
      />
      {hasModel ? <MeasureBar onData={openData} /> : <div />}
      <NoticeBar />
      {!hasModel ? (
        <FirstSight />
      ) : narrow ? (
        <Tabbed
          tab={tab}
          onTab={setTab}
          verification={panel}
          title={measured === 'lower' ? 'Lower' : 'Verify'}
        />
      ) : (
        <Wide sizes={sizes} setSizes={setSizes} usual={usual} verification={panel} />
      )}
      <OpenProgress />
      <HelpDialog isOpen={dialog === 'help'} onClose={() => setDialog(null)} />
      <DataDialog isOpen={dialog === 'data'} onClose={() => setDialog(null)} />
      {dropping ? (
        <div className="drop-veil" aria-hidden="true">
          {hasModel ? 'Drop a model, images, a profile or a plan' : 'Drop the model'}
        </div>
      ) : null}
    </main>
  );
}

type Sizes = ReturnType<typeof usePanelSizes>[0];

interface WideProps {
  readonly sizes: Sizes;
  readonly usual: Sizes;
  readonly setSizes: (change: Partial<Sizes>) => void;
  readonly verification: ReactNode;
}

function Wide({ sizes, setSizes, usual, verification }: WideProps) {
  const style = {
    '--left': `${sizes.left}px`,
    '--right': `${sizes.right}px`,
    '--strip': `${sizes.strip}px`,
  } as CSSProperties;
  return (
    <>
      <div className="work" style={style}>
        <div className="pane">{sizes.left > 0 ? <GroupsPanel /> : null}</div>
        <Splitter
          label="Groups panel"
          edge="left"
          size={sizes.left}
          min={230}
          max={560}
          usual={usual.left}
          onSize={(left) => setSizes({ left })}
        />
        <div className="pane pane-centre">
          <GraphView />
        </div>
        <Splitter
          label="Inspector panel"
          edge="right"
          size={sizes.right}
          min={260}
          max={600}
          usual={usual.right}
          onSize={(right) => setSizes({ right })}
        />
        <div className="pane">{sizes.right > 0 ? <Inspector /> : null}</div>
      </div>
      <div style={style}>
        {verification}
        <Splitter
          label="Budget panel"
          edge="bottom"
          size={sizes.strip}
          min={180}
          max={480}
          usual={usual.strip}
          onSize={(strip) => setSizes({ strip })}
        />
        <div className="strip">{sizes.strip > 0 ? <BudgetStrip /> : null}</div>
      </div>
    </>
  );
}

const TABS: readonly { id: Panel; text: string; view: () => ReactNode }[] = [
  { id: 'graph', text: 'Graph', view: () => <GraphView /> },
  { id: 'groups', text: 'Groups', view: () => <GroupsPanel /> },
  { id: 'inspector', text: 'Inspector', view: () => <Inspector /> },
  { id: 'budget', text: 'Budget', view: () => <BudgetStrip /> },
];

interface TabbedProps {
  readonly tab: Panel;
  readonly onTab: (tab: Panel) => void;
  readonly verification: ReactNode;
  /** Of the tab of `verification`. */
  readonly title: string;
}

function Tabbed({ tab, onTab, verification, title }: TabbedProps) {
  const tabs = verification
    ? [...TABS, { id: 'verify' as const, text: title, view: () => verification }]
    : TABS;
  return (
    <>
      <div className="tab-panel" role="tabpanel" id="studio-tabpanel" aria-labelledby={`studio-tab-${tab}`}>
        {tabs.find(({ id }) => id === tab)?.view()}
      </div>
      <div className="tabs" role="tablist" aria-label="Panels">
        {tabs.map(({ id, text }, index) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`studio-tab-${id}`}
            aria-controls="studio-tabpanel"
            aria-selected={id === tab}
            tabIndex={id === tab ? 0 : -1}
            className="tab"
            onClick={() => onTab(id)}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = tabs[(index + by + tabs.length) % tabs.length];
              if (by === 0 || !next) return;
              onTab(next.id);
              document.getElementById(`studio-tab-${next.id}`)?.focus();
            }}
          >
            {text}
          </button>
        ))}
      </div>
    </>
  );
}
