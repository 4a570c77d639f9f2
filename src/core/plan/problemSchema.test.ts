import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaProblems } from '../profile/schemaProblems.ts';
import resnet18 from './fixtures/hawq-v3-resnet18.json' with { type: 'json' };
import { readProblem, writeProblem } from './problemFile.ts';
import { problemSchema } from './problemSchema.ts';
import { randomMemory } from './randomMemory.ts';
import { randomProgram } from './randomProgram.ts';

const program = {
  ...randomProgram(2, 5, [2, 4, 8], {}),
  units: { memory: 'bytes' },
  memory: randomMemory(2, 5),
};
const written = writeProblem(program);
const changed = (edit: (file: typeof parsed) => void): typeof parsed => {
  const copy = structuredClone(parsed);
  edit(copy);
  return copy;
};
const parsed = JSON.parse(written) as {
  memory: {
    tensors: { name: string; values: unknown; bits?: number; groups?: string[] }[];
    steps: { live: string[] }[];
  };
};

describe('the schema of selection problems', () => {
  it('is the published one', () => {
    const file = new URL('../../../public/schema/problem.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(problemSchema);
  });

  it('takes what the studio writes, and the oracles', () => {
    expect(schemaProblems(problemSchema, parsed)).toEqual([]);
    expect(schemaProblems(problemSchema, resnet18)).toEqual([]);
  });

  it('and the reader agree on what memory must be', () => {
    const bad = changed(({ memory }) => {
      memory.tensors[0]!.values = 'many';
    });
    expect(schemaProblems(problemSchema, bad)).toHaveLength(1);
    expect(() => readProblem(JSON.stringify(bad))).toThrow(
      'Tensor "t0": values must be a number, not "many".',
    );
  });
});

describe('memory in problem files', () => {
  it('reads what it writes', () => {
    expect(readProblem(written)).toEqual(program);
  });

  it.each<[string, (file: typeof parsed) => void, string]>([
    [
      'a group that is not there',
      ({ memory }) => memory.tensors[0]!.groups!.push('g9'),
      'names the group "g9"',
    ],
    ['a tensor that is not there', ({ memory }) => memory.steps[0]!.live.push('x'), 'names the tensor "x"'],
    ['twins', ({ memory }) => memory.tensors.push(memory.tensors[0]!), 'Tensor "t0" occurs twice'],
    [
      'parts of values',
      ({ memory }) => {
        memory.tensors[0]!.values = 1.5;
      },
      'Tensor "t0": its values are 1.5; they must be a whole number',
    ],
    [
      'a tensor that nothing reads',
      ({ memory }) => {
        memory.tensors[0] = { name: 't0', values: 3 };
      },
      'Tensor "t0" has neither bits nor groups',
    ],
  ])('refuses %s', (_, edit, message) => {
    expect(() => readProblem(JSON.stringify(changed(edit)), 'p.json')).toThrow(message);
  });
});
