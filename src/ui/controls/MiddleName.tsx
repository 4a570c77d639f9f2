/** Letters at the end of a name that stay longest when its middle gives way: they tell neighbours apart. */
const TAIL = 10;

/** A long name that is cut in the middle where there is no room, whatever the width. */
export function MiddleName({ name }: { readonly name: string }) {
  if (name.length <= TAIL + 3) return <span className="truncate">{name}</span>;
  return (
    <span className="middle-name">
      <span className="hidden-visually">{name}</span>
      <span className="truncate" aria-hidden="true">
        {name.slice(0, -TAIL)}
      </span>
      <span aria-hidden="true">{name.slice(-TAIL)}</span>
    </span>
  );
}
