import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
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

/** Installs the packages of package-lock.json when node_modules is missing or older than the lock file. */
export function ensureInstalled(root) {
  requireNode();
  const marker = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) return;
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
