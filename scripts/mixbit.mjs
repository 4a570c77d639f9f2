/** `npm run --silent mixbit -- <command>`: installs what is missing, then runs the command line from its sources. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensureInstalled.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled(root);
const child = spawn(
  process.execPath,
  [
    '--no-warnings=ExperimentalWarning',
    '--import',
    import.meta.resolve('tsx'),
    join(root, 'src', 'cli', 'main.ts'),
    ...process.argv.slice(2),
  ],
  // npm runs scripts in the project's folder; paths the user typed are relative to where they typed them.
  {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.core.json') },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
