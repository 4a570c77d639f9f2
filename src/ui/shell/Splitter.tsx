import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';

interface SplitterProps {
  readonly label: string;
  /** Which side the panel lies on: its size grows away from that edge. */
  readonly edge: 'left' | 'right' | 'bottom';
  /** Pixels; 0 is collapsed. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  /** Where a collapsed panel comes back to. */
  readonly usual: number;
  readonly onSize: (size: number) => void;
}

/** The bar between a panel and the graph: drag, arrow keys, Enter or a double click to collapse and restore. */
export function Splitter({ label, edge, size, min, max, usual, onSize }: SplitterProps) {
  const start = useRef<{ at: number; size: number } | null>(null);
  const [dragging, setDragging] = useState(false);
  const row = edge === 'bottom';
  const grow = edge === 'left' ? 1 : -1;
  // Dragged well below the minimum means: put it away.
  const settle = (wanted: number) =>
    onSize(wanted < min / 2 ? 0 : Math.min(max, Math.max(min, Math.round(wanted))));
  const toggle = () => onSize(size === 0 ? usual : 0);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: row ? event.clientY : event.clientX, size };
    setDragging(true);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!start.current) return;
    settle(start.current.size + grow * ((row ? event.clientY : event.clientX) - start.current.at));
  };
  const stop = () => {
    start.current = null;
    setDragging(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] = row
      ? ['ArrowDown', 'ArrowUp']
      : edge === 'left'
        ? ['ArrowLeft', 'ArrowRight']
        : ['ArrowRight', 'ArrowLeft'];
    if (event.key === less) settle(size - 16);
    else if (event.key === more) settle(Math.max(size, min - 16) + 16);
    else if (event.key === 'Home') onSize(min);
    else if (event.key === 'End') onSize(max);
    else if (event.key === 'Enter') toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be focused and dragged; this is the ARIA window splitter.
    <div
      className={`splitter splitter-${row ? 'row' : 'column'}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={row ? 'horizontal' : 'vertical'}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={size}
      aria-valuetext={size === 0 ? 'collapsed' : `${size} pixels`}
      data-dragging={dragging || undefined}
      title={`${label}: drag, or double-click to ${size === 0 ? 'show' : 'hide'} the panel`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={stop}
      onPointerCancel={stop}
      onDoubleClick={toggle}
      onKeyDown={onKeyDown}
    />
  );
}
