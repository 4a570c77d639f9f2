import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { presetNames } from '../core/calibration/presets.ts';
import type { DataRole, Engine, LoadedModel } from '../core/ports.ts';
import { acceptedClasses, type Labels } from '../core/verify/Labels.ts';
import type { OutputHead } from '../core/verify/OutputHead.ts';
import { baseName, readLabels } from '../core/verify/readLabels.ts';
import type { AqsData } from './AqsFile.ts';
import { CliError } from './CliError.ts';
import { countOf, type DataSource, marksOf, readDataSource, takeItems } from './dataSource.ts';
import { openPreprocess } from './openPreprocess.ts';
import { positive } from './positive.ts';

export interface VerificationOptions {
  readonly images?: string;
  readonly input?: string;
  readonly calibration?: string;
  readonly labels?: string;
  readonly preprocess?: string;
  readonly count?: string;
}

/** Adds which data plans are measured on to a command. */
export function addVerificationOptions(command: Command): Command {
  return command
    .option('--images <folder>', 'pictures to measure plans on, or the sample.json of a shipped network')
    .option('--input <x.npy>', 'the same as an array that is preprocessed already, batch first')
    .option(
      '--calibration <folder|x.npy>',
      'other pictures, which the ranges come from (default: those of the sample.json, or every sixth of the above, left out of the measurement)',
    )
    .option(
      '--labels <file>',
      'file name -> class or list of accepted classes: JSON, or CSV lines `file,class`; for an array a JSON list by row',
    )
    .option(
      '--preprocess <preset|file>',
      `how pictures become input: ${presetNames.join(', ')}, or a JSON file`,
    )
    .option('--count <n>', 'measure on the first n images');
}

export interface VerificationData {
  readonly calibration: AqsData;
  readonly verification: AqsData;
  readonly labels?: Labels;
}

/** Without calibration data of its own, every such image calibrates and the others verify. */
const heldOutOf = 6;

/**
 * Gives the engine its calibration and its verification data, which never share an image: what calibration has is left out of
 * verification, with a word on stderr. Throws CliError where nothing remains, or where labels name no picture.
 * @param planned images that a plan's ranges were made from: of more, the first so many calibrate
 */
export async function openVerificationData(
  engine: Engine,
  loaded: LoadedModel,
  heads: readonly OutputHead[],
  options: VerificationOptions,
  planned?: number,
): Promise<VerificationData> {
  const path = options.images ?? options.input;
  if (path === undefined || (options.images !== undefined && options.input !== undefined))
    throw new CliError('Give the data to measure on: either --images <folder> or --input x.npy.');
  const count = positive('--count', options.count);
  const given = await readDataSource(path, 'heldout');
  const labelled = options.labels ? await withLabels(given, options.labels) : given;
  const { calibration, verification } = await split(
    labelled,
    // A shipped network brings both.
    options.calibration ?? (path.endsWith('.json') ? path : undefined),
  );
  const used = firstOf(verification, count);
  const enough = planned || undefined;
  if (enough !== undefined && enough < countOf(calibration))
    process.stderr.write(
      `the plan was made with ${enough} calibration images: the first ${enough} of ${countOf(calibration)} calibrate\n`,
    );

  const data = {
    calibration: await giveData(
      engine,
      loaded,
      firstOf(calibration, enough),
      'calibration',
      options.preprocess,
    ),
    verification: await giveData(engine, loaded, used, 'verification', options.preprocess),
  };
  process.stderr.write(
    `ranges from ${data.calibration.count} of ${data.calibration.name}, measured on ${data.verification.count} of ${data.verification.name}\n`,
  );
  const { labels } = used;
  if (!labels) return data;
  checkLabels(labels, used, heads, options.labels ?? path);
  return { ...data, labels };
}

function firstOf(source: DataSource, count = Number.POSITIVE_INFINITY): DataSource {
  return count < countOf(source)
    ? takeItems(
        source,
        Array.from({ length: count }, (_, i) => i),
      )
    : source;
}

async function split(
  given: DataSource,
  path: string | undefined,
): Promise<{ calibration: DataSource; verification: DataSource }> {
  const indexes = Array.from({ length: countOf(given) }, (_, i) => i);
  if (path === undefined) {
    if (indexes.length < 2)
      throw new CliError('One image cannot both calibrate and verify; give more, or --calibration.');
    return {
      calibration: takeItems(
        given,
        indexes.filter((i) => i % heldOutOf === 0),
      ),
      verification: takeItems(
        given,
        indexes.filter((i) => i % heldOutOf !== 0),
      ),
    };
  }
  const calibration = await readDataSource(path, 'calibration');
  if (countOf(calibration) === 0) throw new CliError(`${path} holds no calibration data.`);
  const seen = new Set(marksOf(calibration));
  const fresh = marksOf(given).flatMap((mark, i) => (seen.has(mark) ? [] : [i]));
  if (fresh.length === 0)
    throw new CliError(
      'All images are calibration data; verification needs others, or its result would be too good.',
    );
  const shared = indexes.length - fresh.length;
  if (shared > 0)
    process.stderr.write(
      `${shared} of ${indexes.length} images are calibration data too and are left out of the measurement\n`,
    );
  return { calibration, verification: takeItems(given, fresh) };
}

/** Gives the engine a source as the data of a role, and says what they are. */
export async function giveData(
  engine: Engine,
  { model }: LoadedModel,
  source: DataSource,
  role: DataRole,
  wanted: string | undefined,
): Promise<AqsData> {
  const count = countOf(source);
  const { kind, name } = source;
  if (source.kind === 'array') {
    const size = source.shape.reduce((n, d) => n * d, 1);
    const values = new Float32Array(count * size);
    source.rows.forEach((row, i) => {
      values.set(row, i * size);
    });
    await engine.setDataset({ name, kind: 'array', count, shape: source.shape, values }, role);
    return { kind, name, count };
  }
  await engine.setPictures(source.pictures, role);
  const { preprocess, why } = await openPreprocess(model, wanted ?? source.preprocess);
  if (role === 'calibration') process.stderr.write(`${why}\n`);
  await engine.preprocess(preprocess, name, role);
  return { kind, name, count };
}

/** A source with the labels of a file: by name for pictures, by row for an array. */
async function withLabels(source: DataSource, path: string): Promise<DataSource> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliError(`No labels at ${path}.`);
  });
  if (source.kind === 'array') return { ...source, labels: labelsByRow(text, path, source.rows.length) };
  const byFile = readLabels(text, path);
  const labels = source.pictures.map(({ name }) => byFile.get(baseName(name)) ?? []);
  return { ...source, labels };
}

function labelsByRow(text: string, path: string, rows: number): Labels {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new CliError(
      `${path} is not JSON: ${(error as Error).message}. An array needs a list of labels by row.`,
    );
  }
  const isClass = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!Array.isArray(list) || list.length !== rows)
    throw new CliError(
      `${path} must be a list of ${rows} labels, one by row${Array.isArray(list) ? `; it has ${list.length}` : ''}.`,
    );
  return list.map((label: unknown, row) => {
    const classes = Array.isArray(label) ? label : [label];
    if (!classes.every(isClass))
      throw new CliError(
        `${path}, row ${row}: a label is a class (a whole number from 0) or a list of them.`,
      );
    return classes;
  });
}

function checkLabels(labels: Labels, used: DataSource, heads: readonly OutputHead[], from: string): void {
  const sizes = heads.filter(({ kind }) => kind === 'classes').map(({ size }) => size);
  if (sizes.length === 0)
    throw new CliError(`Labels (${from}) need an output of classes, and this network has none.`);
  const classes = labels.map((label) => acceptedClasses(label));
  const most = Math.max(...classes.flat());
  if (most >= Math.max(...sizes))
    throw new CliError(
      `${from} has the class ${most}, but the output has ${Math.max(...sizes)} classes, from 0.`,
    );
  const missing = classes.flatMap((accepted, i) => (accepted.length === 0 ? [i] : []));
  if (missing.length === 0) return;
  const name = used.kind === 'images' ? used.pictures[missing[0]!]!.name : `row ${missing[0]}`;
  if (missing.length === classes.length)
    throw new CliError(`${from} names none of the images to measure on; the first is called ${name}.`);
  process.stderr.write(
    `${missing.length} of ${classes.length} images have no label (${name}); accuracy is over the others\n`,
  );
}
