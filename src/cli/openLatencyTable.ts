import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { coverageProblems, coverageText, latencyCoverage } from '../core/cost/latencyCoverage.ts';
import { readLatencyCsv } from '../core/cost/readLatencyCsv.ts';
import { withLatencyTable } from '../core/cost/withLatencyTable.ts';
import type { Layer } from '../core/model/Layer.ts';
import type { Profile } from '../core/profile/Profile.ts';
import { CliError } from './CliError.ts';

/** How the option reads in every command that has it. */
export const latencyOption = [
  '--latency <table.csv>',
  'measured milliseconds (layer,w_bits,a_bits,ms): they win over the profile’s latency model',
] as const;

/**
 * The profile with the measured table at `path` (as it is when there is none), and what the table covers on stderr.
 * Throws CliError where the file is missing or has no time of the network's layers, LatencyCsvError naming the line.
 */
export async function openLatencyTable(
  profile: Profile,
  layers: readonly Layer[],
  path: string | undefined,
): Promise<Profile> {
  if (path === undefined) return profile;
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliError(`No table of latencies at ${path}.`);
  });
  const variant = withLatencyTable(profile, readLatencyCsv(text, path), basename(path));
  const coverage = latencyCoverage(variant, layers);
  const { measured, partly, strangers } = coverage;
  if (measured.length + partly.length === 0)
    throw new CliError(
      strangers.length > 0
        ? `${path} has no time of this network's layers: it names ${strangers[0]}, the network has ${layers[0]?.name}.`
        : `${path} has no time at a pair that ${profile.name} runs.`,
    );
  const lines = [`${path}: ${coverageText(coverage)}`, ...coverageProblems(coverage)];
  process.stderr.write(`${lines.join('\n')}\n`);
  return variant;
}
