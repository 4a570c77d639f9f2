import type { ReactNode } from 'react';
import { useActions, useStudio } from '../StudioContext.tsx';

interface GraphToolbarProps {
  readonly showsPeak: boolean;
  readonly onShowsPeak: (shows: boolean) => void;
  readonly oneColumn: boolean;
  readonly onOneColumn: (one: boolean) => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}

/** Zoom, fit, and what the picture shows. */
export function GraphToolbar({
  showsPeak,
  onShowsPeak,
  oneColumn,
  onOneColumn,
  onZoom,
  onFit,
}: GraphToolbarProps) {
  const full = useStudio((state) => state.fullGraph);
  const actions = useActions();
  return (
    <div className="graph-toolbar" role="toolbar" aria-label="Graph">
      <Tool
        label="Show every node, not only layers and joins"
        pressed={full}
        onPress={() => actions.setFullGraph(!full)}
      >
        <path d="M8 2.5v11M4 5.5h8M4 8h8M4 10.5h8" />
      </Tool>
      <Tool label="One long column" pressed={oneColumn} onPress={() => onOneColumn(!oneColumn)}>
        <path d="M5.5 2.5h5v3h-5zM5.5 10.5h5v3h-5zM8 5.5v5" />
      </Tool>
      <Tool
        label="Show what makes the plan’s peak of activation memory"
        pressed={showsPeak}
        onPress={() => onShowsPeak(!showsPeak)}
      >
        <path d="M2.5 13.5h11M3.5 13v-3h3V5.5h3V8h3v5" />
      </Tool>
      <span className="graph-toolbar-gap" />
      <Tool label="Zoom out" onPress={() => onZoom(1 / 1.4)}>
        <path d="M3.5 8h9" />
      </Tool>
      <Tool label="Zoom in" onPress={() => onZoom(1.4)}>
        <path d="M8 3.5v9M3.5 8h9" />
      </Tool>
      <Tool label="Fit the network into view (f)" onPress={onFit}>
        <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />
      </Tool>
    </div>
  );
}

interface ToolProps {
  readonly label: string;
  readonly pressed?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Tool({ label, pressed, onPress, children }: ToolProps) {
  return (
    <button
      type="button"
      className="graph-tool"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      onClick={onPress}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        {children}
      </svg>
    </button>
  );
}
