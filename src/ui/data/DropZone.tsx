import { useState } from 'react';
import { Icon } from '../controls/Icon.tsx';
import { readDroppedFiles } from '../shell/readDroppedFiles.ts';

interface DropZoneProps {
  readonly label: string;
  readonly text: string;
  readonly onFiles: (files: File[]) => Promise<void>;
  /** Opens the browser's dialog, for files or for a folder. */
  readonly onPick: (folder: boolean) => void;
}

/** A place to drop files on, with buttons for the keyboard. */
export function DropZone({ label, text, onFiles, onPick }: DropZoneProps) {
  const [over, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drop target with a name; a <fieldset> would look like a form.
    <div
      className="data-drop"
      role="group"
      aria-label={label}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={async (event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        const files = await readDroppedFiles(event.dataTransfer);
        if (files.length > 0) await onFiles(files);
      }}
    >
      <Icon name="drop" />
      <p>{text}</p>
      <p className="start-buttons">
        <button type="button" className="button button-small" onClick={() => onPick(false)}>
          Choose files…
        </button>
        <button type="button" className="button button-small" onClick={() => onPick(true)}>
          Choose a folder…
        </button>
      </p>
    </div>
  );
}
