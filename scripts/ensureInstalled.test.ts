import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { ensureInstalled, isInstalled } from './ensureInstalled.mjs';

const root = mkdtempSync(join(tmpdir(), 'mixbit-installed-'));
const modules = join(root, 'node_modules');
afterAll(() => rmSync(root, { recursive: true }));

const lock = (file: string, packages: object): void =>
  writeFileSync(file, JSON.stringify({ lockfileVersion: 3, packages }));
const wanted = {
  '': { name: 'root' },
  'node_modules/a': { version: '1.2.0' },
  'node_modules/fsevents': { version: '2.0.0', optional: true },
};
const there = (version: string): void =>
  lock(join(modules, '.package-lock.json'), { 'node_modules/a': { version } });

it('compares versions, not times, and leaves packages of other machines aside', () => {
  lock(join(root, 'package-lock.json'), wanted);
  expect(isInstalled(root)).toBe(false);
  mkdirSync(modules);
  there('1.1.0');
  expect(isInstalled(root)).toBe(false);
  there('1.2.0');
  // The lock file is written anew, as a checkout does it.
  lock(join(root, 'package-lock.json'), wanted);
  expect(isInstalled(root)).toBe(true);
});

it('never installs through a link, which would empty what it leads to', () => {
  const linked = mkdtempSync(join(tmpdir(), 'mixbit-linked-'));
  lock(join(linked, 'package-lock.json'), { ...wanted, 'node_modules/b': { version: '3.0.0' } });
  symlinkSync(modules, join(linked, 'node_modules'), 'dir');
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  const said = vi.spyOn(console, 'error').mockReturnValue();
  try {
    expect(() => ensureInstalled(linked)).toThrow('exit 1');
    expect(said.mock.calls.join()).toContain('node_modules is a link');
  } finally {
    exit.mockRestore();
    said.mockRestore();
    rmSync(linked, { recursive: true });
  }
});
