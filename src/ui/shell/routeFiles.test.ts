import { describe, expect, it } from 'vitest';
import { routeFiles } from './routeFiles.ts';

const file = (name: string, content = '') => ({ name, size: content.length, text: async () => content });

describe('routeFiles', () => {
  it.each([
    ['pictures', [file('a.JPG'), file('b.png')], 'data'],
    ['an array', [file('x.npy')], 'data'],
    ['a folder of pictures with a note', [file('a.jpg'), file('b.jpg'), file('readme.txt')], 'data'],
    ['a model with its shards', [file('model.json', '{"modelTopology":{}}'), file('s1.bin')], 'model'],
    ['a zip', [file('net.zip')], 'model'],
    ['a lone model.json', [file('model.json', '{"weightsManifest":[]}')], 'model'],
    ['a profile', [file('my-npu.json', '{"id":"x","kernels":[]}')], 'profile'],
    ['a plan', [file('plan.json', '{"groups":[]}')], 'plan'],
    ['broken json', [file('broken.json', '{')], 'model'],
  ] as const)('%s', async (_, files, route) => {
    expect(await routeFiles(files)).toBe(route);
  });
});
