import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Stops with one sentence when this Node is too old for the project. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `Mixbit Studio needs Node 20.19 or newer; this is ${process.versions.node}. Install it from https://nodejs.org.`,
    );
    process.exit(2);
  }
}

/** What a lock file lists: path -> package. Empty where there is no such file. */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** Whether node_modules has every package of package-lock.json in its version, those of other machines aside. */
export function isInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const there = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || there[path]?.version === version,
  );
}

/** Installs the packages of package-lock.json where some are missing; never through a link, which would empty its target. */
export function ensureInstalled(root) {
  requireNode();
  if (isInstalled(root)) return;
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      'node_modules is a link, and what it leads to lacks packages of package-lock.json: install them there, or remove the link.',
    );
    process.exit(1);
  }
  console.error('Installing the packages of package-lock.json (npm ci) …');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    // npm's own words go to stderr, so that commands which print data keep a clean stdout.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    console.error('npm ci failed; see its message above. With the network back, run the same command again.');
    process.exit(1);
  }
}
