import { join } from 'node:path';

export const JOBS_WORKER = '.next/jobs-worker.mjs';

/**
 * Bundles the app's own job handlers for a process that serves nothing. Packages stay where they are.
 * @param {string} root
 */
export async function bundleJobsWorker(root) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(root, 'lib/server/jobs/worker.ts')],
    outfile: join(root, JOBS_WORKER),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    alias: { '@': root, 'server-only': join(root, 'node_modules/server-only/empty.js') },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
