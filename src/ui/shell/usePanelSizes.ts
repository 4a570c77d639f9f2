import { useEffect, useState } from 'react';

export interface PanelSizes {
  /** Pixels; 0 is collapsed. */
  readonly left: number;
  readonly right: number;
  readonly strip: number;
}

const KEY = 'mixbit-panels';

/** Sizes that suit a window: generous on a projector, tight on a laptop. */
export function usualSizes(width: number, height: number): PanelSizes {
  const clamp = (value: number, low: number, high: number) =>
    Math.round(Math.min(high, Math.max(low, value)));
  return {
    left: clamp(width * 0.258, 300, 460),
    right: clamp(width * 0.235, 290, 440),
    strip: clamp(height * 0.265, 206, 330),
  };
}

/** Panel sizes, kept by the browser between visits where it lets us. */
export function usePanelSizes(): [PanelSizes, (change: Partial<PanelSizes>) => void, PanelSizes] {
  const [usual] = useState(() => usualSizes(window.innerWidth, window.innerHeight));
  const [sizes, setSizes] = useState<PanelSizes>(() => ({ ...usual, ...readSizes() }));
  useEffect(() => {
    if (sizes === usual) return;
    try {
      localStorage.setItem(KEY, JSON.stringify(sizes));
    } catch {
      // Storage is off: the sizes last as long as the page.
    }
  }, [sizes, usual]);
  return [sizes, (change) => setSizes((before) => ({ ...before, ...change })), usual];
}

function readSizes(): Partial<PanelSizes> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter(([, value]) => typeof value === 'number' && value >= 0 && value < 2000),
    );
  } catch {
    return {};
  }
}
