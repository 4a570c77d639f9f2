import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { measurementFolder, openMeasurements } from './measurementFolder.ts';

const base = mkdtempSync(join(tmpdir(), 'mixbit-kept-'));
afterAll(() => rmSync(base, { recursive: true }));

describe('measurementFolder', () => {
  it('gives back what was put, also from a folder that is opened anew', async () => {
    const folder = join(base, 'deep', 'kept');
    const store = measurementFolder(folder);
    expect(await store.get('a')).toBeNull();
    expect(await store.list()).toEqual([]);
    await store.put('a', { rows: [1, 2] });
    await store.put('b', 'x');
    await store.put('a', { rows: [3] });
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'b.json']);
    const again = measurementFolder(folder);
    expect((await again.get('a'))?.value).toEqual({ rows: [3] });
    const list = [...(await again.list())].sort((a, b) => a.key.localeCompare(b.key));
    expect(list.map(({ key, bytes }) => [key, bytes])).toEqual([
      ['a', '{"rows":[3]}'.length],
      ['b', '"x"'.length],
    ]);
    expect(list[0]!.savedAt).toBe((await again.get('a'))?.savedAt);
    await again.delete('a');
    await again.delete('a');
    expect(await store.get('a')).toBeNull();
  });

  it('takes a file that is cut off for none', async () => {
    const store = measurementFolder(base);
    writeFileSync(join(base, 'cut.json'), '{"rows": [1,');
    expect(await store.get('cut')).toBeNull();
  });

  it('leaves no draft behind where a measurement cannot be written', async () => {
    const store = measurementFolder(base);
    await expect(store.put('bad', { value: 1n })).rejects.toThrow();
    expect(readdirSync(base).filter((name) => name.includes('bad'))).toEqual([]);
  });

  it('is harmless where it cannot be written, and is none with --no-cache', async () => {
    writeFileSync(join(base, 'file'), '');
    const store = openMeasurements({ cache: join(base, 'file', 'below') })!;
    await store.put('a', 1);
    expect(await store.get('a')).toBeNull();
    expect(openMeasurements({ cache: false })).toBeUndefined();
  });
});
