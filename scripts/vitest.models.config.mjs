import { defineConfig } from 'vitest/config';

/** The large fidelity table of `npm run test:models`; `npm test` leaves it out. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['bench/realModels.fidelity.ts'],
    environment: 'node',
    maxWorkers: 1,
    testTimeout: 300_000,
    // Each network prints its own row.
    disableConsoleIntercept: true,
  },
});
