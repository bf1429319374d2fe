import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    // Type tests are tests: `expectTypeOf` in *.test-d.ts fails the run.
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'test/tsconfig.json' },
    // A slow shared machine is no failure; a hang is.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
