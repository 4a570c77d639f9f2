import { Icon } from './Icon.tsx';

/** A small cross; `label` says what it closes. */
export function CloseButton({ label, onClose }: { readonly label: string; readonly onClose: () => void }) {
  return (
    <button
      type="button"
      className="button button-quiet button-icon button-small"
      aria-label={label}
      onClick={onClose}
    >
      <Icon name="close" />
    </button>
  );
}
