import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Icon } from './Icon.tsx';

interface StudioDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** CSS width of the wide form. */
  readonly width?: string;
  readonly children: ReactNode;
}

/** A modal dialog with a title and a way out (Esc, the cross, a click beside it). */
export function StudioDialog({ title, isOpen, onClose, width, children }: StudioDialogProps) {
  return (
    <ModalOverlay
      className="modal-overlay"
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal
        className="modal"
        style={width ? ({ '--modal-width': width } as React.CSSProperties) : undefined}
      >
        <Dialog className="dialog">
          <header className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <button
              type="button"
              className="button button-quiet button-icon"
              aria-label="Close"
              onClick={onClose}
            >
              <Icon name="close" />
            </button>
          </header>
          <div className="dialog-body">{children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
