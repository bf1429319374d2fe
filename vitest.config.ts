import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By default the largest files come first. These are small, and take longer than all others. */
const SLOW = /(cut-short|mutate)\.test\.ts$/;

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [
      ...sorted.filter(({ moduleId }) => SLOW.test(moduleId)),
      ...sorted.filter(({ moduleId }) => !SLOW.test(moduleId)),
    ];
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    maxWorkers: '100%',
    sequence: { sequencer: SlowFirst },
    // The tests of growth measure time: without this, garbage collection begins at their larger sizes only.
    execArgv: ['--min-semi-space-size=64', '--max-semi-space-size=64'],
    include: ['test/**/*.test.ts'],
    // Type tests are tests: an `expectTypeOf` in *.test-d.ts that does not hold fails the run. Errors elsewhere are
    // for `npm run typecheck`.
    typecheck: {
      enabled: true,
      include: ['test/**/*.test-d.ts'],
      tsconfig: 'test/tsconfig.json',
      ignoreSourceErrors: true,
    },
    // A slow shared machine is no failure; a hang is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
