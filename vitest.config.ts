import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Outside a bundler these two packages throw on import. */
const alias = {
  'server-only': path('./server/testing/empty-module.ts'),
  'client-only': path('./server/testing/empty-module.ts'),
};

export default defineConfig({
  resolve: { alias },
  test: {
    // Two cores are the smallest machine that must pass; more workers only make each test slower there.
    maxWorkers: 2,
    // What a passing test prints (the queue library names its migrations) would bury the one line that matters.
    silent: 'passed-only',
    // Only for what hangs: a machine that has other things to do may be ten times slower.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { NODE_ENV: 'test', FERMATA_LOG_LEVEL: 'silent', NEXT_TELEMETRY_DISABLED: '1', CHECKPOINT_DISABLE: '1' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Nothing here keeps state beside its values, so the files of a worker share what they import: half the time.
          isolate: false,
          include: [
            'core/**/*.test.ts',
            'nodes/**/*.test.{ts,tsx}',
            'components/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: [
            'server/**/*.test.ts',
            'prisma/**/*.test.ts',
            'bench/**/*.test.ts',
            'app/**/*.test.ts',
            'proxy.test.ts',
          ],
          globalSetup: ['./server/testing/test-server.ts'],
        },
      },
    ],
  },
});
