import { describe, expect, it } from 'vitest';
import { readLabels } from './readLabels.ts';

describe('readLabels', () => {
  it('reads CSV with or without a head line, folders, quotes and several accepted classes', () => {
    const text = '\uFEFFfile,class\r\nphotos/cat.jpg,281\r\n"dog.jpg", 207 208\n\n# none\nowl.jpg;24|25\n';
    expect([...readLabels(text, 'labels.csv')]).toEqual([
      ['cat.jpg', [281]],
      ['dog.jpg', [207, 208]],
      ['owl.jpg', [24, 25]],
    ]);
    expect(readLabels('a.png,0', 'x.csv').get('a.png')).toEqual([0]);
  });

  it('reads JSON by name, as a list, and as photos.json has it', () => {
    const wanted = [
      ['cat.jpg', [281]],
      ['dog.jpg', [207, 208]],
    ];
    expect([...readLabels('{"cat.jpg": 281, "dog.jpg": [207, 208]}', 'l.json')]).toEqual(wanted);
    const list = '[{"file": "cat.jpg", "class": 281}, {"file": "dog.jpg", "classes": [207, 208]}]';
    expect([...readLabels(list, 'l.json')]).toEqual(wanted);
    expect([...readLabels(`{"note": "", "photos": ${list}}`, 'l.json')]).toEqual(wanted);
  });

  it.each([
    ['cat.jpg,tabby', 'l.csv, line 1: expected a file name and its class, a whole number from 0.'],
    ['cat.jpg,1\ndog.jpg', 'l.csv, line 2: expected a file name and its class, a whole number from 0.'],
    [
      'cat.jpg,1\nb/cat.jpg,2',
      'l.csv, line 2: cat.jpg has other classes than above; a picture has one label.',
    ],
    ['{"cat.jpg": -1}', 'l.csv, "cat.jpg": expected a file name and its class, a whole number from 0.'],
    ['[{"class": 3}]', 'l.csv, entry 1: expected a file name and its class, a whole number from 0.'],
    ['file,class\n', 'l.csv holds no labels; write a line such as "cat.jpg,281".'],
    ['{"cat.jpg"', 'l.csv is not JSON'],
  ])('refuses %j', (text, message) => {
    expect(() => readLabels(text, 'l.csv')).toThrow(message);
  });
});
