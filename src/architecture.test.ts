import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Who may import whom: the table of ARCHITECTURE.md, executable. A folder of src may import the listed folders and
 * the listed packages (a trailing * is a prefix). Tests may also import what they test with.
 */
const layers: Record<string, { folders: string[]; packages: string[] }> = {
  core: { folders: ['core'], packages: ['@cfworker/json-schema', '@noble/hashes*', 'fflate'] },
  engine: { folders: ['engine', 'core'], packages: ['@tensorflow/*'] },
  solver: { folders: ['solver', 'core'], packages: ['glpk.js/node'] },
  workers: {
    folders: ['workers', 'core', 'engine', 'solver'],
    // Of TensorFlow.js only the addresses of its WebAssembly files (`?url`).
    packages: ['comlink', '@dagrejs/dagre', '@tensorflow/tfjs-backend-wasm/*'],
  },
  cli: { folders: ['cli', 'core', 'engine', 'solver'], packages: ['commander', 'sharp', 'webgpu', 'node:*'] },
  store: { folders: ['store', 'core'], packages: ['zustand*', 'zundo'] },
  ui: {
    folders: ['ui', 'core', 'store'],
    packages: ['react', 'react-dom', 'd3*', 'react-aria-components', 'zustand'],
  },
};

/** Imports that break the table today, each with the reason it is still here. Meant to stay empty. */
const debt: Record<string, string> = {};

const src = dirname(fileURLToPath(import.meta.url));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'fixtures' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
  );
  return [...found].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

function folderOf(file: string): string {
  return relative(src, file).split(sep)[0]!;
}

const files = sources(src).filter((file) => relative(src, file).includes(sep));

describe('architecture', () => {
  it('has only the folders the table names', () => {
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((entry) => entry.name).sort()).toEqual(Object.keys(layers).sort());
  });

  it('lets each folder import only what the table allows', () => {
    const broken: string[] = [];
    for (const file of files) {
      const rule = layers[folderOf(file)]!;
      for (const name of importsOf(file)) {
        const line = `${relative(src, file)} imports ${name}`;
        if (name.startsWith('.')) {
          if (!rule.folders.includes(folderOf(join(dirname(file), name.split('?')[0]!)))) broken.push(line);
        } else if (
          !rule.packages.some((p) => (p.endsWith('*') ? name.startsWith(p.slice(0, -1)) : p === name))
        )
          broken.push(line);
      }
    }
    expect(broken.filter((line) => !(line in debt))).toEqual([]);
    expect(Object.keys(debt).filter((line) => !broken.includes(line))).toEqual([]);
  });

  it('keeps the clock, chance and the page out of the core', () => {
    const impure =
      /\b(Date\.now|new Date\(\)|performance\.now|Math\.random|document\.|window\.|localStorage|fetch\()/;
    const found = files
      .filter((file) => folderOf(file) === 'core')
      .filter((file) => impure.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')));
    expect(found.map((file) => relative(src, file))).toEqual([]);
  });

  it('uses named exports only, and no barrels', () => {
    const wrong = files.filter(
      (file) => /(^|\n)export default /.test(readFileSync(file, 'utf8')) || /\/index\.tsx?$/.test(file),
    );
    expect(wrong.map((file) => relative(src, file))).toEqual([]);
  });
});
