/**
 * A long name cut so that what tells it from its neighbours stays. Scopes go first (`net/block_3/dw/depthwise` ->
 * `block_3/dw`): a leading scope that all names share, and a last part that repeats the one before or only says the
 * op; then the middle gives way to `…`.
 */
export function shortenName(name: string, commonPrefix: string, maxLetters: number): string {
  let text =
    name.startsWith(commonPrefix) && name.length > commonPrefix.length
      ? name.slice(commonPrefix.length)
      : name;
  if (text.length > maxLetters)
    text = text.replace(/\/(depthwise|convolution|Conv2D|BiasAdd|MatMul|Relu6?|separable_conv)(_\d+)?$/i, '');
  if (text.length > maxLetters) text = text.replace(/\/([^/]+)\/\1$/, '/$1');
  if (text.length <= maxLetters) return text;
  const tail = Math.ceil((maxLetters - 1) * 0.6);
  return `${text.slice(0, maxLetters - 1 - tail)}…${text.slice(-tail)}`;
}

/** The longest scope (ending in `/`) that all names start with; empty without one. */
export function commonScope(names: readonly string[]): string {
  const [first] = names;
  if (first === undefined || names.length < 2) return '';
  let end = first.lastIndexOf('/') + 1;
  for (const name of names) {
    while (end > 0 && !name.startsWith(first.slice(0, end))) end = first.lastIndexOf('/', end - 2) + 1;
  }
  return first.slice(0, end);
}
