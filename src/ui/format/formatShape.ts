/** `56 × 56 × 64`; `any` where a dimension is open. */
export function formatShape(shape: readonly (number | null)[]): string {
  return shape.length === 0
    ? 'scalar'
    : shape.map((size) => (size === null ? 'any' : String(size))).join(' × ');
}
