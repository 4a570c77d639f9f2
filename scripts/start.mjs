/**
 * `npm start`: installs what is missing, builds what is stale, serves the production build and prints the URL.
 * Options: --port N; --no-fetch (do not fetch ResNet-50 by package name); --no-build (serve dist as it is).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensureInstalled.mjs';
import { fetchedModels, fetchSampleModels } from './fetchSampleModels.mjs';
import { serve } from './serve.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const options = process.argv.slice(2);
const port = Number(options[options.indexOf('--port') + 1]) || Number(process.env.PORT) || 4173;

function newest(path) {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (!facts) return 0;
  if (!facts.isDirectory()) return facts.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((entry) => newest(join(path, entry))));
}

ensureInstalled(root);
const dist = join(root, 'dist');
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'].map((entry) =>
  newest(join(root, entry)),
);
const built = existsSync(join(dist, 'index.html')) ? statSync(join(dist, 'index.html')).mtimeMs : 0;
if (!options.includes('--no-build') && Math.max(...sources) > built) {
  console.log('Building (vite build) …');
  const done = spawnSync('npx', ['--no-install', 'vite', 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) process.exit(1);
}

const { url } = await serve({ folder: dist, mounts: fetchedModels(), port });
console.log(`\n  Mixbit Studio: ${url}\n\n  Nothing leaves the page. Stop with Ctrl+C.\n`);

// Never in the way of the first click: the page is up, the big sample arrives behind it.
if (!options.includes('--no-fetch')) await fetchSampleModels((line) => console.log(`  ${line}`));
