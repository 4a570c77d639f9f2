import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { latencyNotes } from '../../core/cost/latencyAvailability.ts';
import { latencyTemplate } from '../../core/cost/latencyTemplate.ts';
import { planTotals, referenceTotals } from '../../core/cost/planTotals.ts';
import type { Group } from '../../core/groups/Group.ts';
import { groupLayers } from '../../core/groups/groupLayers.ts';
import type { Layer } from '../../core/model/Layer.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import { unsupportedLayers } from '../../core/profile/unsupportedLayers.ts';
import { latencyOption, openLatencyTable } from '../openLatencyTable.ts';
import { openModel } from '../openModel.ts';
import { defaultProfile, openProfile } from '../openProfile.ts';
import { printTable } from '../printTable.ts';

function sum(layers: readonly Layer[], of: (layer: Layer) => number): number {
  return layers.reduce((total, layer) => total + of(layer), 0);
}

interface InspectOptions {
  profile: string;
  latency?: string;
  latencyTemplate?: string;
  json?: boolean;
}

/** `mixbit inspect <model>`: layers, groups with their reasons, totals. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('list the layers, the quantization groups and why each is one, and the totals')
    .argument('<model>', 'a model.json, a folder or a .zip')
    .option('--profile <id|file>', 'hardware profile', defaultProfile)
    .option(...latencyOption)
    .option(
      '--latency-template <out.csv>',
      'write a table of latencies to fill in, a line per layer and pair',
    )
    .option('--json', 'print JSON instead of tables')
    .action(async (path: string, options: InspectOptions) => {
      const base = await openProfile(options.profile);
      const { raw, model, layers } = await openModel(path);
      const profile = await openLatencyTable(base, layers, options.latency);
      if (options.latencyTemplate) {
        await writeFile(options.latencyTemplate, latencyTemplate(layers, profile));
        process.stderr.write(`${layers.length} layers -> ${options.latencyTemplate}\n`);
      }
      const groups = groupLayers(model, layers, profile);
      const float = planTotals({ model, layers, profile }, () => null);
      const totals = {
        macs: sum(layers, (layer) => layer.macs),
        parameters: sum(layers, (layer) => layer.parameters + layer.biases),
        layers: layers.length,
        groups: groups.length,
        floatSizeBytes: float.sizeBytes,
        floatGbops: float.gbops,
        floatActivationBytes: float.activationBytes,
      };
      const times = referenceTotals({ model, layers, profile }).flatMap(({ label, exact, latencyMs }) =>
        latencyMs === null || !exact ? [] : [[label, latencyMs] as const],
      );
      const unsupported = unsupportedLayers(profile, layers).map(({ text }) => text);
      if (options.json) {
        const report = {
          model: model.name,
          format: model.format,
          profile: profile.id,
          nodes: raw.nodes.length,
          layers: layers.map((layer) => ({
            name: layer.name,
            kind: layer.kind,
            label: layer.label,
            macs: layer.macs,
            parameters: layer.parameters,
            biases: layer.biases,
            inputShape: layer.inputShape,
            outputShape: layer.outputShape,
            weightShape: layer.weightShape,
          })),
          groups: groups.map((group) => ({
            id: group.id,
            layers: group.layers,
            reasons: group.reasons,
            pairs: group.pairs.map(pairKey),
          })),
          totals,
          latency: { uniformMs: Object.fromEntries(times), notes: latencyNotes(profile, layers) },
          unsupported,
          notes: model.notes ?? [],
        };
        process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
        return;
      }
      const groupOf = new Map(
        groups.flatMap((group: Group) => group.layers.map((name) => [name, group.id] as const)),
      );
      process.stdout.write(
        `${model.name} (${model.format}), ${raw.nodes.length} nodes, on ${profile.name}\n\n`,
      );
      printTable(
        ['layer', 'kind', 'MMAC', 'parameters', 'input', 'output', 'group'],
        layers.map((layer) => [
          layer.name,
          layer.label,
          (layer.macs / 1e6).toFixed(2),
          String(layer.parameters + layer.biases),
          layer.inputShape.join('x'),
          layer.outputShape.join('x'),
          groupOf.get(layer.name) ?? 'float',
        ]),
      );
      const tied = groups.filter((group) => group.layers.length > 1);
      process.stdout.write(`\n${groups.length} groups, ${tied.length} of more than one layer:\n`);
      for (const group of tied)
        for (const reason of group.reasons) process.stdout.write(`  ${reason.text}\n`);
      for (const text of [...unsupported, ...(model.notes ?? [])]) process.stdout.write(`  ${text}\n`);
      process.stdout.write(
        `\n${(totals.macs / 1e9).toFixed(3)} GMAC per image, ${totals.parameters} parameters, ` +
          `float ${(float.sizeBytes / 1e6).toFixed(2)} MB, peak activations ${(float.activationBytes / 1e6).toFixed(2)} MB\n`,
      );
      if (times.length > 0) {
        const shown = times.map(([label, ms]) => `${label} ${ms.toPrecision(4)} ms`).join(', ');
        process.stdout.write(`latency per image (pred.): ${shown}\n`);
      }
    });
}
