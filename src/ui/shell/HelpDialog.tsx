import { StudioDialog } from '../controls/StudioDialog.tsx';
import { SHORTCUTS, VIEW_KEYS } from '../keyboard.ts';

/** All keys, and where to read the rest. */
export function HelpDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <StudioDialog title="Keys" isOpen={isOpen} onClose={onClose} width="760px">
      <div className="help-keys">
        <section>
          <h3>Everywhere</h3>
          <dl>
            {SHORTCUTS.map(({ keys, name, text }) => (
              <Row key={name} keys={name === 'pin' ? ['1', '…', '9'] : keys} text={text} />
            ))}
          </dl>
        </section>
        <section>
          <h3>In a view that has the focus</h3>
          <dl>
            {VIEW_KEYS.map(({ keys, text }) => (
              <Row key={keys + text} keys={keys.split(' ')} text={text} />
            ))}
          </dl>
        </section>
      </div>
      <p className="muted">
        Every drag has a menu: “move to…” in the table of groups. A click on a number copies its full value.
        Files can be dropped anywhere on the page; nothing leaves it.
      </p>
    </StudioDialog>
  );
}

function Row({ keys, text }: { readonly keys: readonly string[]; readonly text: string }) {
  return (
    <>
      <dt>
        {keys.map((key) => (
          <span key={key}>{key === '…' ? '… ' : <kbd>{key.replace('Ctrl+', 'Ctrl ')}</kbd>} </span>
        ))}
      </dt>
      <dd>{text}</dd>
    </>
  );
}
