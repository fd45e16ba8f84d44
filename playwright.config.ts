import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const port = Number(process.env.E2E_PORT ?? 3217);
/** A machine of which others use most takes so many times as long. */
const patience = process.env.CI ? 3 : 1;

/**
 * Journeys run against the production build, in the browser of the machine, with real sound files as microphones. Those in which
 * milliseconds count have the machine to themselves: `e2e/align/playwright.config.ts`.
 */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // The ear uses the server's own mixing, outside of Next.
  tsconfig: './e2e/tsconfig.json',
  timeout: 120_000 * patience,
  expect: { timeout: 20_000 * patience },
  // Recording is real time: two browsers at once are what two cores can carry without starving the sound, if they are two whole ones.
  workers: process.env.CI ? 1 : 2,
  // Recordings are made in real time, on machines that others use too: another try tells that from a fault, and is reported as flaky.
  retries: process.env.CI ? 2 : 0,
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  // The other engines come last: they are driven by other means, and an error in all of them shows sooner in Chromium.
  // WebKitGTK's own microphone falls silent on a machine that is busy elsewhere, and Firefox without a screen stands still now and
  // then: further tries tell that from a fault, and the report names it flaky.
  projects: [
    { name: 'chromium', testIgnore: ['engines/**', 'bench/**', 'align/**'] },
    { name: 'engines', testMatch: 'engines/**/*.spec.ts', retries: 7, workers: 1 },
  ],
  use: { baseURL: `http://localhost:${port}`, trace: 'retain-on-failure' },
  webServer: {
    command: 'npm start',
    url: `http://localhost:${port}/ready`,
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    reuseExistingServer: false,
    stdout: 'pipe',
    env: {
      PORT: String(port),
      DATA_DIR: process.env.E2E_DATA_DIR ?? join(tmpdir(), `tap-story-e2e-${process.pid}`),
      // Where `push.spec.ts` has its push service.
      PUSH_ALLOW: `127.0.0.1:${port + 1}`,
    },
  },
});
