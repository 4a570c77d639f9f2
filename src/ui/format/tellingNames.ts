/** The last part of a path that only repeats the op, as converters write it: it tells no layer from another. */
const opPart = /\/(depthwise|convolution|Conv2D|BiasAdd|MatMul|Relu6?|separable_conv)(_\d+)?$/i;

/**
 * For each name the shortest end of its path that no other name has: `a/net/block_3/dw/depthwise` among its kind
 * becomes `block_3/dw`. Names without scopes, and names that nothing shorter tells apart, stay whole.
 */
export function tellingNames(names: readonly string[]): string[] {
  const paths = names.map((name) => name.replace(opPart, '').split('/'));
  const ends = paths.map((parts) => parts.map((_, index) => parts.slice(index).join('/')).reverse());
  const owners = new Map<string, number>();
  for (const end of ends.flat()) owners.set(end, (owners.get(end) ?? 0) + 1);
  return names.map((name, index) => ends[index]?.find((end) => owners.get(end) === 1) ?? name);
}
