import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';

/** One thing wrong with a file: where (`kernels[2].macs_per_s`) and what, as a sentence. */
export interface Problem {
  readonly where: string;
  readonly text: string;
}

/** `#/kernels/2/w` -> `kernels[2].w`; the whole file is `the file`. */
function readablePath(pointer: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = parts.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`)).join('');
  return path.replace(/^\./, '') || 'the file';
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

function valueAt(instance: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce(
      (value, key) => at(value, decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')),
      instance,
    );
}

const show = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

/** Keywords that only repeat what an error below them says. */
const containers = new Set([
  '$ref',
  'properties',
  'items',
  'prefixItems',
  'if',
  'then',
  'else',
  'allOf',
  'dependentSchemas',
]);

function sentence(error: OutputUnit, instance: unknown): Problem | null {
  const where = readablePath(error.instanceLocation);
  const value = valueAt(instance, error.instanceLocation);
  switch (error.keyword) {
    case 'required': {
      const name = /"([^"]+)"/.exec(error.error)?.[1] ?? 'a property';
      return { where, text: `${where} lacks "${name}"; add it.` };
    }
    case 'false':
      return { where, text: `${where} is not known here; remove it or correct its name.` };
    case 'additionalProperties':
      return null;
    case 'enum': {
      const allowed = error.error.slice(error.error.indexOf('[') + 1, error.error.lastIndexOf(']'));
      return { where, text: `${where} is ${show(value)}; use one of ${allowed.replaceAll(',', ', ')}.` };
    }
    case 'const':
      return {
        where,
        text: `${where} is ${show(value)}; ${error.error.replace(/^.*not match /, 'it must be ')}`,
      };
    case 'type': {
      const expected = [...error.error.slice(error.error.indexOf('Expected')).matchAll(/"([^"]+)"/g)].map(
        (m) => m[1],
      );
      return { where, text: `${where} is ${show(value)}; it must be ${expected.join(' or ')}.` };
    }
    case 'propertyNames':
      return { where, text: `${where} has a name that is not known here: ${error.error}` };
    default:
      return { where, text: `${where} is ${show(value)}; ${error.error}` };
  }
}

/** Checks plain data against a schema (no code generation: it runs under a strict CSP). One problem per place. */
export function schemaProblems(schema: object, instance: unknown): readonly Problem[] {
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(instance);
  const found = new Map<string, Problem>();
  for (const error of errors) {
    if (containers.has(error.keyword)) continue;
    const problem = sentence(error, instance);
    if (problem && !found.has(problem.text)) found.set(problem.text, problem);
  }
  return [...found.values()];
}
