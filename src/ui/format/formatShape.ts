/** `56 × 56 × 64`; `?` where a dimension is open. */
export function formatShape(shape: readonly (number | null)[]): string {
  return shape.length === 0
    ? 'scalar'
    : shape.map((size) => (size === null ? '?' : String(size))).join(' × ');
}
