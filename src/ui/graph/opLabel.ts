import type { ModelNode } from '../../core/model/Model.ts';

/** A node that shrinks a picture by taking the mean or maximum of places. */
export function isPool(node: ModelNode): boolean {
  return (
    node.op === 'pool' || (node.op === 'reduce' && (node.attrs.fn === 'mean' || node.attrs.fn === 'max'))
  );
}

/** What a node that is not a layer does, in few letters: `max pool 3x3`, `global mean`, `add`, `relu`. */
export function opLabel(node: ModelNode): string {
  switch (node.op) {
    case 'pool':
      return `${node.attrs.kind} pool ${node.attrs.size.join('x')}`;
    case 'reduce':
      return isPool(node) ? `global ${node.attrs.fn}` : node.attrs.fn;
    case 'binary':
    case 'unary':
      return node.attrs.fn;
    default:
      return node.op.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  }
}

/** The sign drawn in a join's disc. */
export function joinSign(label: string): string {
  const signs: Readonly<Record<string, string>> = {
    add: '+',
    sub: '−',
    mul: '×',
    div: '÷',
    concat: '‖',
    pack: '‖',
  };
  return signs[label] ?? label.slice(0, 3);
}
