import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Where tests may ask for a database; a run without any of these starts none. */
const ON_A_DATABASE = ['db/**/*.test.ts', 'lib/server/**/*.test.ts', 'app/**/*.test.ts'];
const EVERYWHERE = ['{app,components,db,lib,scripts}/**/*.test.{ts,tsx}'];

/** A machine of which others use most takes so many times as long. */
const patience = process.env.CI ? 4 : 1;

export default defineConfig({
  resolve: {
    alias: { '@': path('.'), 'server-only': path('./node_modules/server-only/empty.js') },
  },
  test: {
    maxWorkers: 2,
    testTimeout: patience * 60_000,
    hookTimeout: patience * 60_000,
    setupFiles: './scripts/property-seed.ts',
    projects: [
      { extends: true, test: { name: 'plain', include: EVERYWHERE, exclude: ON_A_DATABASE } },
      {
        extends: true,
        test: {
          name: 'database',
          include: ON_A_DATABASE,
          globalSetup: './db/test-postgres.ts',
          // As Next itself begins: what keeps a request's cookies looks for its storage when it is first imported.
          setupFiles: 'next/dist/server/node-environment-baseline',
        },
      },
    ],
  },
});
