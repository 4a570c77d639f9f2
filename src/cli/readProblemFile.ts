import { readFile } from 'node:fs/promises';
import type { Program } from '../core/plan/Program.ts';
import { readProblem } from '../core/plan/problemFile.ts';
import { CliError } from './CliError.ts';

/** The selection problem in a file. */
export async function readProblemFile(path: string): Promise<Program> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliError(`No problem at ${path}.`);
  });
  return readProblem(text, path);
}
