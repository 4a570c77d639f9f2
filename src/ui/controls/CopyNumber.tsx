import { useState } from 'react';

interface CopyNumberProps {
  /** What the eye sees: three significant digits and a unit. */
  readonly text: string;
  /** What the clipboard gets. */
  readonly value: number;
  readonly className?: string;
}

/** A number that copies its full value when clicked. */
export function CopyNumber({ text, value, className }: CopyNumberProps) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(String(value));
      setCopied(true);
      setTimeout(() => setCopied(false), 700);
    } catch {
      // The browser refused the clipboard (no permission): the title still shows the full value.
    }
  };
  return (
    <button
      type="button"
      className={className ? `copyable ${className}` : 'copyable'}
      title={copied ? 'copied' : `${value} · click copies`}
      data-copied={copied || undefined}
      onClick={copy}
    >
      {text}
    </button>
  );
}
