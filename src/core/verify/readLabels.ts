/** Classes that count as right, by the name of the picture's file. */
export type LabelsByFile = ReadonlyMap<string, readonly number[]>;

/**
 * Reads a file of labels. CSV: `file,class` on each line, several accepted classes parted by spaces or `|`, an optional head
 * line. JSON: `{"cat.jpg": 281, "dog.jpg": [207, 208]}`, or a list of `{"file": .., "class": ..}` or `{"file": ..,
 * "classes": [..]}`, alone or as the `photos` of an object. Folders before a name are dropped. Throws an Error that names the
 * place: a class that is no whole number from 0, a file named twice with other classes, nothing at all.
 */
export function readLabels(text: string, source: string): LabelsByFile {
  const rows = /^\s*[{[]/.test(text.replace(/^\uFEFF/, '')) ? jsonRows(text, source) : csvRows(text);
  const labels = new Map<string, readonly number[]>();
  for (const { file, classes, place } of rows) {
    const read = classes.map((value) => wholeNumber(value));
    if (file === '' || read.length === 0 || read.includes(null)) {
      throw new Error(`${source}, ${place}: expected a file name and its class, a whole number from 0.`);
    }
    const name = baseName(file);
    const accepted = read as number[];
    const known = labels.get(name);
    if (known && known.join() !== accepted.join()) {
      throw new Error(`${source}, ${place}: ${name} has other classes than above; a picture has one label.`);
    }
    labels.set(name, accepted);
  }
  if (labels.size === 0) throw new Error(`${source} holds no labels; write a line such as "cat.jpg,281".`);
  return labels;
}

/** The name that labels go by: without its folders. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).trim();
}

interface Row {
  readonly file: string;
  readonly classes: readonly unknown[];
  readonly place: string;
}

function csvRows(text: string): Row[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const rows = lines.flatMap((line, index): Row[] => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [file = '', ...rest] = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const classes = rest.flatMap((cell) => cell.split(/[\s|]+/)).filter((cell) => cell !== '');
    return [{ file, classes, place: `line ${index + 1}` }];
  });
  const [head, ...body] = rows;
  return head && !head.classes.some((value) => wholeNumber(value) !== null) && isHead(head) ? body : rows;
}

function isHead({ file, classes }: Row): boolean {
  return (
    /^(file|name|image|picture|path)/i.test(file) && classes.every((cell) => /^[a-z_ ]+$/i.test(`${cell}`))
  );
}

function jsonRows(text: string, source: string): Row[] {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`${source} is not JSON: ${(error as Error).message}.`);
  }
  const list = Array.isArray(data) ? data : (data as { readonly photos?: unknown }).photos;
  if (!Array.isArray(list)) {
    return Object.entries(data as Record<string, unknown>).map(([file, classes]) => ({
      file,
      classes: listOf(classes),
      place: `"${file}"`,
    }));
  }
  return list.map((entry: Readonly<Record<string, unknown>> | null, index) => ({
    file: typeof entry?.file === 'string' ? entry.file : '',
    classes: listOf(entry?.classes ?? entry?.class ?? entry?.label),
    place: `entry ${index + 1}`,
  }));
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function wholeNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
