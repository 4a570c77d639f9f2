import { ProgramError } from './checkProgram.ts';
import type { ActivationMemory, LiveTensor, ProgramGroup } from './Program.ts';

/** Peak activation memory as problem files have it: groups and tensors by name. */
export interface MemoryFile {
  readonly tensors: readonly {
    readonly name: string;
    /** Per image. */
    readonly values: number;
    /** Least bits, whatever the groups choose: 32 where something at float reads it. */
    readonly bits?: number;
    /** Ids of the groups that read it. */
    readonly groups?: readonly string[];
  }[];
  /** In the order of execution; `live` names the tensors in memory while the node runs. */
  readonly steps: readonly { readonly node: string; readonly live: readonly string[] }[];
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown, what: string): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ProgramError(`${what} must be an object.`);
  return value as Fields;
};

const list = (value: unknown, what: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw new ProgramError(`${what} must be a list.`);
  return value;
};

const text = (value: unknown, what: string): string => {
  if (typeof value !== 'string' || value === '') throw new ProgramError(`${what} must be a name.`);
  return value;
};

const number = (value: unknown, what: string): number => {
  if (typeof value !== 'number')
    throw new ProgramError(`${what} must be a number, not ${JSON.stringify(value) ?? 'missing'}.`);
  return value;
};

/** Reads the `memory` of a problem file (a `MemoryFile`). Throws a ProgramError naming the tensor or step and what is wrong. */
export function readMemory(value: unknown, groups: readonly ProgramGroup[]): ActivationMemory {
  const given = fields(value, 'memory');
  const groupAt = new Map(groups.map((group, g) => [group.id, g]));
  const tensorAt = new Map<string, number>();
  const tensors = list(given.tensors, 'memory.tensors').map((entry, i): LiveTensor => {
    const tensor = fields(entry, `memory.tensors[${i}]`);
    const name = text(tensor.name, `memory.tensors[${i}].name`);
    const at = `Tensor "${name}"`;
    if (tensorAt.has(name)) throw new ProgramError(`${at} occurs twice; give each tensor its own name.`);
    tensorAt.set(name, i);
    return {
      name,
      values: number(tensor.values, `${at}: values`),
      bits: tensor.bits == null ? 0 : number(tensor.bits, `${at}: bits`),
      groups: list(tensor.groups ?? [], `${at}: groups`).map((id) => {
        const g = groupAt.get(String(id));
        if (g === undefined) throw new ProgramError(`${at} names the group "${id}", which is not there.`);
        return g;
      }),
    };
  });
  const steps = list(given.steps, 'memory.steps').map((entry, i) => {
    const step = fields(entry, `memory.steps[${i}]`);
    const node = text(step.node, `memory.steps[${i}].node`);
    const live = list(step.live, `Step "${node}": live`).map((name) => {
      const t = tensorAt.get(String(name));
      if (t === undefined)
        throw new ProgramError(`Step "${node}" names the tensor "${name}", which is not there.`);
      return t;
    });
    return { node, live };
  });
  return { tensors, steps };
}

/** The other way round. */
export function writeMemory(
  { tensors, steps }: ActivationMemory,
  groups: readonly ProgramGroup[],
): MemoryFile {
  return {
    tensors: tensors.map(({ name, values, bits, groups: readers }) => ({
      name,
      values,
      ...(bits > 0 ? { bits } : {}),
      ...(readers.length > 0 ? { groups: readers.map((g) => groups[g]!.id) } : {}),
    })),
    steps: steps.map(({ node, live }) => ({ node, live: live.map((t) => tensors[t]!.name) })),
  };
}
