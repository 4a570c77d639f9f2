/** Ends the command: `code` 2 is bad usage or bad input, 3 is infeasible. The message is one line for stderr. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    message: string,
    readonly code: 2 | 3 = 2,
  ) {
    super(message);
  }
}
