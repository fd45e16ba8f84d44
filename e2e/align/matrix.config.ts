import { defineConfig } from '@playwright/test';
import check from './playwright.config';

/** `npm run bench:align`: the same with twenty duets of each kind, and takes of five minutes. */
export default defineConfig<{ duets: number }>(check, {
  testMatch: ['*.spec.ts', '*.bench.ts'],
  timeout: 40 * 60_000,
  use: { duets: 20 },
});
