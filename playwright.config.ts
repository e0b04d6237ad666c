import { defineConfig } from '@playwright/test';

const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/playwright',
  // Each worker drives a product of its own (web, runner, PostgreSQL); two of them fill two cores.
  workers: process.env.CI || asRoot ? 2 : undefined,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // How long until something counts as hung, on a busy machine too; how fast it is, `e2e/perf` measures.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 20_000,
    // A trace costs a fifth of the time: `npx playwright test --trace retain-on-failure` keeps one.
    screenshot: 'only-on-failure',
    // Without a graphics card, what moves costs a core; and a step never has to wait until something has come to rest.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env.CHROME_PATH,
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  },
});
