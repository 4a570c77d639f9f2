import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function onPath(name) {
  const found = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.split('\n')[0].trim() : null;
}

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : null;
}

function run(command, args) {
  console.error(`  ${command} ${args.join(' ')}`);
  return (
    spawnSync(command, args, {
      stdio: ['ignore', 2, 2],
      timeout: 600_000,
      shell: process.platform === 'win32',
    }).status === 0
  );
}

function installFromSystem() {
  const root = process.getuid?.() === 0;
  const sudo = root
    ? []
    : onPath('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0
      ? ['sudo', '-n']
      : null;
  if (onPath('brew')) return run('brew', ['install', '--cask', 'chromium']);
  if (!sudo) return false;
  const as = (...command) => run([...sudo, ...command][0], [...sudo, ...command].slice(1));
  if (onPath('apt-get')) return as('apt-get', 'update') && as('apt-get', 'install', '-y', 'chromium');
  if (onPath('dnf')) return as('dnf', 'install', '-y', 'chromium');
  if (onPath('pacman')) return as('pacman', '-S', '--noconfirm', 'chromium');
  if (onPath('apk')) return as('apk', 'add', 'chromium');
  return false;
}

/**
 * The path of a Chromium to test with: MIXBIT_CHROMIUM, Playwright's own, an installed one; else it installs one
 * (Playwright's download, then the system's package manager). Null when none can be had.
 */
export async function ensureChromium() {
  const named = process.env.MIXBIT_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    console.error(`MIXBIT_CHROMIUM names ${named}, which does not exist.`);
    return null;
  }
  const installed = () => names.map(onPath).find(Boolean) ?? places.find(existsSync) ?? null;
  const present = (await playwrightsOwn()) ?? installed();
  if (present) return present;
  console.error('No Chromium found; installing one …');
  if (run('npx', ['playwright', 'install', 'chromium'])) {
    const own = await playwrightsOwn();
    if (own) return own;
  }
  return installFromSystem() ? installed() : null;
}

/** The software Vulkan driver that comes with a Chromium, for WebGPU tests in Node; null where there is none. */
export function softwareVulkan(chromium) {
  const folders = [
    dirname(chromium),
    dirname(realpathSync(chromium)),
    '/usr/lib/chromium',
    '/usr/lib64/chromium-browser',
  ];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find(existsSync) ?? null;
}
