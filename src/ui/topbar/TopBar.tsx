import { Icon } from '../controls/Icon.tsx';
import { useStudio } from '../StudioContext.tsx';
import { BackendMenu } from './BackendMenu.tsx';
import { DataButton } from './DataButton.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { HistoryButtons } from './HistoryButtons.tsx';
import { ModelMenu } from './ModelMenu.tsx';
import { ProfileMenu } from './ProfileMenu.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';
import { VerifyButtons } from './VerifyButtons.tsx';
import './topbar.css';

interface TopBarProps {
  readonly exportOpen: boolean;
  readonly onExportOpen: (open: boolean) => void;
  readonly onHelp: () => void;
  readonly onData: () => void;
  readonly verifyOpen: boolean;
  readonly lowerOpen: boolean;
  /** Shows the comparison of plans, or puts it away. */
  readonly onCompare: () => void;
  /** Shows it and measures. */
  readonly onVerify: () => void;
  /** Shows the accuracy-driven search, or puts it away. */
  readonly onLower: () => void;
}

/** What is open, on what data, for which hardware, computed where; and what can be done with all of it. */
export function TopBar(props: TopBarProps) {
  const { exportOpen, onExportOpen, onHelp, onData, verifyOpen, lowerOpen, onCompare, onVerify, onLower } =
    props;
  const hasModel = useStudio((state) => state.model !== null);
  return (
    <header className="top">
      <h1 className="brand">
        <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
          <path d="M2 16V2h3v14zM7.5 16V7h3v9zM13 16v-5h3v5z" fill="currentColor" />
        </svg>
        Mixbit <span className="brand-more">Studio</span>
      </h1>
      <ModelMenu />
      {hasModel ? (
        <>
          <span className="top-divider" />
          <DataButton onOpen={onData} />
          <span className="top-divider" />
          <ProfileMenu />
        </>
      ) : null}
      <span className="top-divider" />
      <BackendMenu />
      <div className="top-actions">
        {hasModel ? (
          <>
            <HistoryButtons />
            <VerifyButtons
              isOpen={verifyOpen}
              lowerOpen={lowerOpen}
              onCompare={onCompare}
              onVerify={onVerify}
              onLower={onLower}
            />
            <ExportMenu isOpen={exportOpen} onOpenChange={onExportOpen} />
            <span className="top-divider" />
          </>
        ) : null}
        <ThemeToggle />
        <button
          type="button"
          className="button button-quiet button-icon"
          aria-label="Keys and help"
          title="Keys (?)"
          onClick={onHelp}
        >
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}
