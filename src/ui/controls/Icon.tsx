const PATHS = {
  undo: 'M6 4 2.5 7.5 6 11M3 7.5h6.5a3.5 3.5 0 0 1 0 7H7',
  redo: 'M10 4l3.5 3.5L10 11M13 7.5H6.5a3.5 3.5 0 0 0 0 7H9',
  chevron: 'M4 6.5 8 10.5 12 6.5',
  close: 'M4 4l8 8M12 4l-8 8',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1',
  moon: 'M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6z',
  contrast: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  help: 'M5.8 6a2.3 2.3 0 1 1 3.3 2.1c-.8.4-1.1.9-1.1 1.7M8 12.2v.6',
  pin: 'M6 2.5h4M6.7 2.5v4L4.5 9h7L9.3 6.5v-4M8 9v5',
  more: 'M8 3.5v.01M8 8v.01M8 12.5v.01',
  plus: 'M8 3.5v9M3.5 8h9',
  drop: 'M8 2.5v8M4.5 7 8 10.5 11.5 7M3 13.5h10',
  left: 'M10 4 6 8l4 4',
  right: 'M6 4l4 4-4 4',
  down: 'M4 6l4 4 4-4',
  up: 'M4 10l4-4 4 4',
  refresh: 'M13 4v3h-3M3 12V9h3M4.2 6.2a4.5 4.5 0 0 1 8-1.2L13 7M3 9l.8 2a4.5 4.5 0 0 0 8-1.2',
  settings: 'M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.3v3.4M6 9.3v3.4',
} as const;

/** A 16-pixel line drawing; decoration only, so the control around it carries the label. */
export function Icon({
  name,
  className,
}: {
  readonly name: keyof typeof PATHS;
  readonly className?: string;
}) {
  return (
    <svg className={className} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth={name === 'more' ? 2.4 : 1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
