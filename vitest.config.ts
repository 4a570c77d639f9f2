import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'],
    environment: 'node',
    // Two cores on the smallest machine this must pass on.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
