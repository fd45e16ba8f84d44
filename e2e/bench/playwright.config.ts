import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const port = 3219;
export const BENCH_DATA_DIR = join(tmpdir(), 'tap-story-bench');

/** `npm run bench`: figures, not assertions; every take is recorded in real time against the production build. */
export default defineConfig({
  testDir: '.',
  tsconfig: '../tsconfig.json',
  testMatch: '*.bench.ts',
  timeout: 20 * 60_000,
  expect: { timeout: 60_000 },
  workers: 1,
  reporter: [['list']],
  use: { baseURL: `http://localhost:${port}` },
  webServer: {
    command: 'npm start',
    url: `http://localhost:${port}/ready`,
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    reuseExistingServer: false,
    env: { PORT: String(port), DATA_DIR: BENCH_DATA_DIR, LOG_LEVEL: 'warn' },
  },
});
