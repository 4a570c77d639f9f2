/**
 * `npm run bench`: every figure of the README, each beside a baseline measured in the same run.
 *   npm run bench                        all: AQS on WebAssembly, the solver, slider to repaint (up to 54 groups)
 *   npm run bench -- aqs|solver|slider   one of them; further options go to it, e.g.  aqs --images 64
 *   npm run bench -- quantizers          what range estimators, bias correction and equalization are worth (minutes)
 *   npm run bench -- sensitivity         how well scores predict, what plans are worth, what scores cost (an hour)
 *   npm run bench -- --backend webgpu    AQS through the `webgpu` package (Dawn): a real GPU where there is one
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensureInstalled.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled(root);

const benches = {
  aqs: ['--import', 'tsx', 'bench/aqs.ts'],
  solver: ['--import', 'tsx', 'bench/solver.ts'],
  slider: ['--import', 'tsx', 'bench/slider.mjs'],
  quantizers: ['--import', 'tsx', 'bench/quantizers.ts'],
  sensitivity: ['--import', 'tsx', 'bench/sensitivity.ts'],
};
/** Run only when named: they take many minutes. */
const long = ['quantizers', 'sensitivity'];
const args = process.argv.slice(2);
const named = Object.keys(benches).filter((name) => args.includes(name));
const options = args.filter((arg) => !(arg in benches));
const wanted = named.length
  ? named
  : options.includes('--backend')
    ? ['aqs']
    : Object.keys(benches).filter((name) => !long.includes(name));

let failed = false;
for (const name of wanted) {
  console.log(`\n── ${name}`);
  const done = spawnSync(
    process.execPath,
    [...benches[name], ...(named.length === 1 || name === 'aqs' ? options : [])],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  failed ||= done.status !== 0;
}
process.exit(failed ? 1 : 0);
