import type { Report } from './Jobs.ts';
import type { Session } from './Session.ts';
import type { StudioParts } from './StudioParts.ts';
import { verificationKey } from './VerifiedPlan.ts';
import { verificationState } from './verificationData.ts';

/** True for the error that says the machine below the engine is gone. */
export function isEngineLost(error: unknown): boolean {
  return error instanceof Error && error.name === 'EngineLostError';
}

/**
 * Makes the engine anew after it was lost, and gives it the model and the data again. A lost GPU falls back to
 * WebAssembly. Nothing of the user's work lives in the engine, so nothing is lost.
 */
export async function recoverEngine(
  { store, host: { engine }, session }: Pick<StudioParts, 'store' | 'host' | 'session'>,
  reason: unknown,
  signal: AbortSignal,
  report: Report,
): Promise<void> {
  const before = store.getState().backend?.backend;
  const fallBack = before === 'webgpu';
  report({ text: 'Starting the engine anew' });
  await engine.restart();
  const backend = await engine.use(fallBack ? 'wasm' : session.backend);
  if (fallBack) session.backend = 'wasm';
  const why = reason instanceof Error ? reason.message.replace(/ Restart it .*$/, '') : String(reason);
  const then = fallBack
    ? 'WebAssembly goes on in its place.'
    : 'It was started anew with fewer images at once.';
  store.setState({ backend, notice: { kind: 'info', text: `${why} ${then} Your work is intact.` } });
  session.held = null;
  session.verificationGiven = null;
  await restoreModel({ store, host: { engine }, session }, signal, report);
  await restoreData({ store, host: { engine }, session }, signal, report);
}

/** Who says what the engine should hold. */
interface EngineOwner {
  readonly store: StudioParts['store'];
  readonly host: Pick<StudioParts['host'], 'engine'>;
  readonly session: Session;
}

/** Gives the engine the model that the state speaks of, where it does not hold it. */
export async function restoreModel(
  { host: { engine }, session }: EngineOwner,
  signal: AbortSignal,
  report: Report,
): Promise<void> {
  const source = session.model;
  if (!source || session.held === source) return;
  await engine.load(await source(signal, report));
  session.held = source;
}

/** Gives the engine the data that the state speaks of, where it does not hold them. */
export async function restoreData(
  { store, host: { engine }, session }: EngineOwner,
  signal: AbortSignal,
  report: Report,
): Promise<void> {
  const { data } = store.getState();
  const source = session.data;
  if (!source || !data) return;
  const facts = await source.give(engine, data.count, signal, report);
  if (!facts && data.preprocess) await engine.preprocess(data.preprocess, data.name);
  session.given = source;
}

/**
 * Gives the engine the verification data that the state speaks of, where it does not hold them. They are given when they are
 * needed, not before: a thousand pictures are work that most visits do without.
 */
export async function restoreVerification(
  { store, host: { engine }, session }: EngineOwner,
  signal: AbortSignal,
  report: Report,
): Promise<void> {
  const { data, verificationData } = store.getState();
  const key = verificationKey({ data, verificationData }, session);
  const source = session.verification?.source;
  if (!source || !verificationData || !data || session.verificationGiven === key) return;
  session.verificationGiven = null;
  const { count, name } = verificationData;
  let facts = await source.give(engine, count, signal, report, 'verification');
  signal.throwIfAborted();
  report({ text: 'Preprocessing', total: 0, done: 0 });
  const preprocess = data.preprocess ?? source.preprocess;
  if (!facts && preprocess) facts = await engine.preprocess(preprocess, name, 'verification');
  signal.throwIfAborted();
  if (facts && facts.shape.join() !== data.shape.join()) {
    throw new Error(
      `${name} have samples of ${facts.shape.join(' x ')}, but the calibration data have ${data.shape.join(' x ')}; give others.`,
    );
  }
  // Pictures that could not be read are fewer than was thought.
  store.setState((state) => ({ verificationData: verificationState(state, session) }));
  session.verificationGiven = verificationKey(store.getState(), session);
}

/** Runs a task on the engine; when the engine is lost meanwhile, makes it anew and runs the task once more. */
export async function withEngine<T>(
  parts: Pick<StudioParts, 'store' | 'host' | 'session'>,
  signal: AbortSignal,
  report: Report,
  task: () => Promise<T>,
): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (!isEngineLost(error) || signal.aborted) throw error;
    await recoverEngine(parts, error, signal, report);
    return await task();
  }
}
