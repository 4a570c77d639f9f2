import { type ReactNode, useRef } from 'react';
import { CloseButton } from '../controls/CloseButton.tsx';
import { useFocusHome } from '../controls/useFocusHome.ts';
import { VerificationChips } from './VerificationChips.tsx';
import './verify.css';

interface MeasuringPanelProps {
  readonly title: string;
  readonly className?: string;
  readonly onClose: () => void;
  readonly onData: () => void;
  /** What can be done, and how far it is; in the head, behind the data. */
  readonly head: ReactNode;
  readonly children: ReactNode;
}

/** The panel below the graph in which plans are measured: its title, what they are measured on, and the way out. */
export function MeasuringPanel({ title, className, onClose, onData, head, children }: MeasuringPanelProps) {
  const panel = useRef<HTMLElement>(null);
  useFocusHome(panel);
  return (
    <section ref={panel} className={className ? `verify ${className}` : 'verify'} aria-label={title}>
      <header className="verify-head">
        <h2>{title}</h2>
        <VerificationChips onData={onData} />
        {head}
        <CloseButton label={`Close ${title.toLowerCase()}`} onClose={onClose} />
      </header>
      {children}
    </section>
  );
}
