import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readNpy } from '../../core/calibration/readNpy.ts';
import { writeNpy } from '../../core/calibration/writeNpy.ts';
import { CliError } from '../CliError.ts';
import { openEngine } from '../openEngine.ts';
import { readModelFiles } from '../readModelFiles.ts';

/** `mixbit run <model> --input x.npy --output y.npy`: the float forward pass. */
export function runCommand(): Command {
  return new Command('run')
    .description('the float forward pass: x.npy in (already preprocessed), y.npy out')
    .argument('<model>', 'a model.json, a folder or a .zip')
    .requiredOption('--input <x.npy>', 'the input, batch first')
    .requiredOption('--output <y.npy>', 'where the output goes')
    .option('--tensor <name>', 'name of the output tensor, where the model has several')
    .option('--backend <name>', 'wasm, webgpu or cpu', 'wasm')
    .action(
      async (path: string, options: { input: string; output: string; tensor?: string; backend: string }) => {
        const files = await readModelFiles(path);
        const bytes = await readFile(options.input).catch(() => {
          throw new CliError(`No input at ${options.input}.`);
        });
        const input = readNpy(new Uint8Array(bytes), options.input);
        const engine = await openEngine(options.backend);
        const { model } = await engine.load(files);
        if (model.inputs.length !== 1)
          throw new CliError(`${model.name} has ${model.inputs.length} inputs; run takes networks with one.`);
        const name = model.tensors[model.inputs[0]!]!.name;
        const values = Float32Array.from(input.values);
        const outputs = await engine.run(
          [{ name, shape: input.shape, values }],
          options.tensor ? [options.tensor] : undefined,
        );
        const output = outputs[0]!;
        await writeFile(options.output, writeNpy(output.shape, output.values));
        const others =
          outputs.length > 1
            ? `; further outputs (--tensor): ${outputs
                .slice(1)
                .map((o) => o.name)
                .join(', ')}`
            : '';
        process.stderr.write(`${output.name} [${output.shape.join(', ')}] -> ${options.output}${others}\n`);
      },
    );
}
