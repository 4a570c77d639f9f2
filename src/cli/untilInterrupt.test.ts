import { afterEach, describe, expect, it, vi } from 'vitest';
import { untilInterrupt } from './untilInterrupt.ts';

/** What Ctrl-C calls, of this module alone. */
const press = (): void => (process.listeners('SIGINT').at(-1) as () => void)();

afterEach(() => vi.restoreAllMocks());

describe('untilInterrupt', () => {
  it('hands on what the work gives, and stops listening', async () => {
    const before = process.listenerCount('SIGINT');
    expect(await untilInterrupt(async (signal) => signal.aborted)).toBe(false);
    await expect(untilInterrupt(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('lets the work end in its own way, then ends the program with 130', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    let kept = false;
    const stopped = untilInterrupt(async (signal) => {
      try {
        press();
        // Twice for one key, as npm hands it on.
        press();
        expect(exit).not.toHaveBeenCalled();
        signal.throwIfAborted();
      } finally {
        await Promise.resolve();
        kept = true;
      }
    });
    await expect(stopped).rejects.toThrow('exit 130');
    expect(kept).toBe(true);
    expect(told.mock.calls.join()).toContain('goes on where this one stopped');
  });
});
