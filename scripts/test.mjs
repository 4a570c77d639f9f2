/**
 * `npm test`: everything, on a fresh clone, with nothing installed but Node. Types, style, unit tests, production
 * build, browser tests; ends with one line `N passed, N failed, N skipped` over all of them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium, softwareVulkan } from './ensureChromium.mjs';
import { ensureInstalled } from './ensureInstalled.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled(root);
const chromium = await ensureChromium();

const reports = mkdtempSync(join(tmpdir(), 'mixbit-test-'));
const env = { ...process.env };
if (chromium) {
  env.MIXBIT_CHROMIUM = chromium;
  const vulkan = softwareVulkan(chromium);
  if (vulkan && !env.VK_ICD_FILENAMES) env.VK_ICD_FILENAMES = vulkan;
}
console.log(`Chromium: ${chromium ?? 'none'}; software WebGPU for Node: ${env.VK_ICD_FILENAMES ?? 'none'}`);

const total = { passed: 0, failed: 0, skipped: 0 };
const trouble = [];

function add(name, { passed, failed, skipped }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (failed) trouble.push(name);
  console.log(`\n${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
}

function npx(title, args, extra = {}) {
  console.log(`\n── ${title}`);
  return spawnSync('npx', ['--no-install', ...args], {
    cwd: root,
    env: { ...env, ...extra },
    stdio: ['ignore', 1, 2],
    shell: process.platform === 'win32',
  }).status;
}

/** One check that either holds or does not counts as one test. */
function check(title, args) {
  const ok = npx(title, args) === 0;
  add(title, { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
  return ok;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

check('format and lint', ['biome', 'check', '.']);
check('types without a page', ['tsc', '-p', 'tsconfig.core.json']);
check('types of the page', ['tsc', '-p', 'tsconfig.json']);

const unitFile = join(reports, 'unit.json');
const unitStatus = npx('unit tests', [
  'vitest',
  'run',
  '--reporter=dot',
  '--reporter=json',
  `--outputFile.json=${unitFile}`,
]);
const unit = readReport(unitFile);
if (unit) {
  const skipped = unit.numPendingTests + unit.numTodoTests;
  // A file that fails to load has no tests to count, but is a failure all the same.
  const brokenFiles = unit.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  add('unit tests', {
    passed: unit.numPassedTests,
    failed: Math.max(unit.numFailedTests + brokenFiles, unitStatus === 0 ? 0 : 1),
    skipped,
  });
  for (const file of unit.testResults)
    for (const test of file.assertionResults)
      if (test.status !== 'passed' && test.status !== 'failed') console.log(`  skipped: ${test.fullName}`);
} else add('unit tests', { passed: 0, failed: 1, skipped: 0 });

const built = check('production build', ['vite', 'build', '--logLevel', 'warn']);

if (!chromium) {
  console.error(
    '\nNo Chromium could be found or installed, so the browser tests cannot run. Install one, or set MIXBIT_CHROMIUM to its path.',
  );
  add('browser tests', { passed: 0, failed: 1, skipped: 0 });
} else if (built) {
  const browserFile = join(reports, 'browser.json');
  const status = npx('browser tests', ['playwright', 'test', '--reporter=line,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: browserFile,
  });
  const browser = readReport(browserFile);
  if (browser) {
    const { expected, unexpected, flaky, skipped } = browser.stats;
    add('browser tests', {
      passed: expected + flaky,
      failed: Math.max(unexpected, status === 0 ? 0 : 1),
      skipped,
    });
  } else add('browser tests', { passed: 0, failed: 1, skipped: 0 });
}

if (trouble.length) console.log(`\nFailed: ${trouble.join(', ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed ? 1 : 0);
