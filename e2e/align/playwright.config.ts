import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const port = Number(process.env.E2E_PORT ?? 3218);
const patience = process.env.CI ? 3 : 1;

/**
 * `npm run check:sound`: takes recorded through a real sound server, against the production build. One browser at a time, and
 * nothing beside it: where the sound is starved it is late, and this is about what is not.
 */
export default defineConfig<{ duets: number }>({
  testDir: '.',
  outputDir: '../../test-results/align',
  tsconfig: '../tsconfig.json',
  timeout: 180_000 * patience,
  expect: { timeout: 20_000 * patience },
  retries: process.env.CI ? 2 : 0,
  workers: 1,
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  use: { baseURL: `http://localhost:${port}` },
  webServer: {
    command: 'npm start',
    url: `http://localhost:${port}/ready`,
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    reuseExistingServer: false,
    env: {
      PORT: String(port),
      DATA_DIR: process.env.E2E_DATA_DIR ?? join(tmpdir(), `tap-story-align-${process.pid}`),
      LOG_LEVEL: 'warn',
    },
  },
});
