import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Icon } from './Icon.tsx';

interface PopoverButtonProps {
  readonly label: string;
  readonly face: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A button that opens a small panel of settings beside it. */
export function PopoverButton({ label, face, children, className = 'button' }: PopoverButtonProps) {
  return (
    <DialogTrigger>
      <Button className={className} aria-label={label}>
        {face}
        <Icon name="chevron" className="chevron" />
      </Button>
      <Popover className="popover" placement="bottom start" offset={4}>
        <Dialog className="popover-body" aria-label={label}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
