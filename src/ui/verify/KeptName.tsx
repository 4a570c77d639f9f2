import { useEffect, useState } from 'react';
import { useActions } from '../StudioContext.tsx';

/** The name of a kept plan, to be typed over. */
export function KeptName({ id, name }: { readonly id: string; readonly name: string }) {
  const { renameKept } = useActions();
  const [text, setText] = useState(name);
  useEffect(() => setText(name), [name]);
  const commit = () => {
    if (text.trim() === '') setText(name);
    else if (text !== name) renameKept(id, text);
  };
  return (
    <input
      className="verify-rename"
      aria-label={`Name of the kept plan ${name}`}
      value={text}
      size={Math.max(6, Math.min(18, text.length))}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setText(name);
      }}
    />
  );
}
