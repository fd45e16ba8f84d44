import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** `npm run bench:tree`: figures, not assertions, of the queries of a tree on a PostgreSQL of its own. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('../..', import.meta.url)) } },
  test: {
    include: ['e2e/bench/tree-measure.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    reporters: [['default', { summary: false }]],
    disableConsoleIntercept: true,
  },
});
