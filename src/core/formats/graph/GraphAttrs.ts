import type { Shape, Tensor } from '../../model/Model.ts';
import { ReadError } from '../ReadError.ts';

type Json = Readonly<Record<string, unknown>>;

/** A node of the GraphDef as the JSON has it. */
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, Json>>;
}

/** Attributes of a GraphDef node: numbers may be written as text, text is base64. */
export class GraphAttrs {
  readonly #attr: Readonly<Record<string, Json>>;
  readonly where: string;

  constructor(node: NodeDef) {
    this.where = `Node "${node.name}" (${node.op})`;
    this.#attr = node.attr ?? {};
  }

  number(key: string, otherwise: number): number {
    const value = this.#attr[key];
    const found = value?.i ?? value?.f;
    return found === undefined ? otherwise : Number(found);
  }

  boolean(key: string, otherwise: boolean): boolean {
    const value = this.#attr[key]?.b;
    return value === undefined ? otherwise : Boolean(value);
  }

  text(key: string, otherwise: string): string {
    const value = this.#attr[key]?.s;
    return value === undefined ? otherwise : decodeText(value);
  }

  numbers(key: string): number[] {
    const list = this.#attr[key]?.list as Json | undefined;
    const values = (list?.i ?? list?.f ?? []) as readonly (number | string)[];
    return values.map(Number);
  }

  texts(key: string): string[] {
    const list = this.#attr[key]?.list as Json | undefined;
    return ((list?.s ?? []) as readonly unknown[]).map(decodeText);
  }

  dtype(key: string): Tensor['dtype'] {
    return dtypeOf(this.#attr[key]?.type);
  }

  shape(key: string): Shape | undefined {
    const shape = this.#attr[key]?.shape as Json | undefined;
    return shapeOf(shape);
  }

  refuse(text: string): ReadError {
    return new ReadError(`${this.where} ${text}`);
  }
}

/** DT_FLOAT and the like, by name or by TensorFlow's number. */
export function dtypeOf(type: unknown): Tensor['dtype'] {
  const name = String(type ?? 'DT_FLOAT');
  if (/BOOL$|^10$/.test(name)) return 'bool';
  if (/U?INT(8|16|32|64)$|^[34569]$/.test(name)) return 'int32';
  return 'float32';
}

/** `{ dim: [{ size }] }`; -1 is free. Undefined where the rank is unknown. */
export function shapeOf(shape: Json | undefined): Shape | undefined {
  if (!shape || shape.unknownRank) return undefined;
  const dims = (shape.dim ?? []) as readonly { readonly size?: number | string }[];
  return dims.map(({ size }) => (size === undefined || Number(size) < 0 ? null : Number(size)));
}

function decodeText(value: unknown): string {
  if (Array.isArray(value)) return String.fromCharCode(...(value as number[]));
  return new TextDecoder().decode(Uint8Array.from(atob(String(value)), (c) => c.charCodeAt(0)));
}
