export type FileRoute = 'model' | 'data' | 'profile' | 'plan';

interface NamedFile {
  readonly name: string;
  readonly size: number;
  text(): Promise<string>;
}

const DATA = /\.(png|jpe?g|webp|gif|bmp|avif|npy|npz)$/i;
const LARGEST_JSON = 40e6;

/**
 * What dropped files are for. Pictures and arrays are data, a lone JSON shows by its keys whether it is a plan,
 * a hardware profile or a model; everything else goes to the model reader, whose refusal says what it wants.
 */
export async function routeFiles(files: readonly NamedFile[]): Promise<FileRoute> {
  const json = files.filter((file) => /\.json$/i.test(file.name));
  if (files.length > 0 && json.length === 0 && files.every((file) => DATA.test(file.name))) return 'data';
  const only = files.length === 1 ? json[0] : undefined;
  if (only && only.size < LARGEST_JSON) {
    const keys = topKeys(await only.text());
    if (keys.has('modelTopology') || keys.has('weightsManifest')) return 'model';
    if (keys.has('kernels')) return 'profile';
    if (keys.has('groups') || keys.has('plan')) return 'plan';
  }
  const pictures = files.filter((file) => DATA.test(file.name)).length;
  return json.length === 0 && pictures > files.length / 2 ? 'data' : 'model';
}

function topKeys(text: string): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(text);
    return new Set(typeof value === 'object' && value !== null ? Object.keys(value) : []);
  } catch {
    return new Set();
  }
}
