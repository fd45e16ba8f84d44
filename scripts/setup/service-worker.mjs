import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export const WORKER = 'public/sw.js';
const SOURCE = 'lib/offline/service-worker/worker.ts';

/** Of .next/static: no maps, and of the fonts what most names need; a page with others fetches them. */
const NEEDED = /\.(js|css|png|svg|ico)$|-latin(-ext)?-.*\.woff2$/;
/** What the shell shows beside them. */
const ICONS = ['icon-192.png', 'icon-512.png'];

/**
 * Bundles the service worker, with the list of what the pages of this build are made of. Runs after Next's build, since that
 * names its files by what is in them.
 * @param {string} root
 * @param {string} buildId
 */
export async function bundleServiceWorker(root, buildId) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(root, SOURCE)],
    outfile: join(root, WORKER),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    alias: { '@': root },
    legalComments: 'none',
    logLevel: 'warning',
    define: {
      PRECACHE: JSON.stringify(precache(root, buildId)),
      'process.env.NODE_ENV': '"production"',
      'process.env.TAP_STORY_BUILD': JSON.stringify(buildId),
    },
  });
}

function precache(root, buildId) {
  const folder = join(root, '.next', 'static');
  const hashed = filesBelow(folder)
    .filter((path) => NEEDED.test(path))
    .map((path) => ({ url: `/_next/static/${path}`, revision: null }));
  const icons = ICONS.map((name) => ({ url: `/${name}`, revision: hashOf(join(root, 'public', name)) }));
  return [{ url: '/offline', revision: buildId }, ...hashed, ...icons];
}

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();

const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 20);
