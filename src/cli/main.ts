import { Command, CommanderError } from 'commander';
import { CliError } from './CliError.ts';
import { frontierCommand } from './commands/frontierCommand.ts';
import { inspectCommand } from './commands/inspectCommand.ts';
import { lowerCommand } from './commands/lowerCommand.ts';
import { measureCommand } from './commands/measureCommand.ts';
import { planCommand } from './commands/planCommand.ts';
import { refineCommand } from './commands/refineCommand.ts';
import { runCommand } from './commands/runCommand.ts';
import { solveCommand } from './commands/solveCommand.ts';
import { verifyCommand } from './commands/verifyCommand.ts';

const program = new Command('mixbit')
  .description(
    'Mixbit Studio without a page: hardware-aware mixed-precision quantization of neural networks.',
  )
  .showHelpAfterError('(add --help for the options)')
  .exitOverride();

for (const command of [
  inspectCommand(),
  runCommand(),
  measureCommand(),
  solveCommand(),
  frontierCommand(),
  planCommand(),
  verifyCommand(),
  lowerCommand(),
  refineCommand(),
])
  program.addCommand(command.exitOverride());

// `mixbit … | head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** One line, whatever the library below put into its message. */
function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ');
}

try {
  await program.parseAsync();
  // TensorFlow.js keeps timers and WebGPU keeps its device open; the work is done.
  process.exitCode ??= 0;
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`mixbit: ${oneLine(error)}\n`);
    process.exitCode = error instanceof CliError ? error.code : 2;
  }
}
