import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { runInNewContext } from 'node:vm';

export const WORKER = 'public/sw.js';
const SOURCE = 'lib/offline/service-worker/worker.ts';

/** Of .next/static: no maps, and of the fonts what most names need; a page with others fetches them. */
const NEEDED = /\.(m?js|css|png|svg|ico)$|-latin(-ext)?-.*\.woff2$/;
/** Every page has these. */
const ALWAYS = /\.css$|-latin-(?!ext).*\.woff2$/;
/** What whoever only listens keeps: stories, and the shell for when there is no network. */
const LISTENING = ['/offline/page', '/s/[storyId]/[[...take]]/page'];
/** How a script names another that it loads when that is wanted. */
const LATER = /static\/chunks\/[^"'`\\\s]+?\.js(?=["'`])/g;
/** What the shell shows beside them. */
const ICONS = ['icon-192.png', 'icon-512.png'];

/**
 * Bundles the service worker, with the lists of what the pages of this build are made of. Runs after Next's build, since that
 * names its files by what is in them.
 * @param {string} root
 * @param {string} buildId
 */
export async function bundleServiceWorker(root, buildId) {
  const { build } = await import('esbuild');
  const { listening, rest } = filesToKeep(root, buildId);
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
      PRECACHE: JSON.stringify(listening),
      REST: JSON.stringify(rest),
      'process.env.NODE_ENV': '"production"',
      'process.env.TAP_STORY_BUILD': JSON.stringify(buildId),
    },
  });
}

function filesToKeep(root, buildId) {
  const built = join(root, '.next');
  const { rootMainFiles, polyfillFiles } = JSON.parse(readFileSync(join(built, 'build-manifest.json'), 'utf8'));
  // A browser that has workers needs no polyfills.
  const isNeeded = (path) => NEEDED.test(path) && !polyfillFiles.includes(`static/${path}`);
  const needed = filesBelow(join(built, 'static')).filter(isNeeded);
  const begun = [...rootMainFiles, ...LISTENING.flatMap((page) => beginningOf(built, page))];
  const first = withWhatTheyLoad(built, begun);
  const isFirst = (path) => ALWAYS.test(path) || first.has(`static/${path}`);
  const urlOf = (path) => `/_next/static/${path}`;
  const icons = ICONS.map((name) => ({ url: `/${name}`, revision: hashOf(join(root, 'public', name)) }));
  return {
    listening: [
      { url: '/offline', revision: buildId },
      ...needed.filter(isFirst).map((path) => ({ url: urlOf(path), revision: null })),
      ...icons,
    ],
    rest: needed.filter((path) => !isFirst(path)).map(urlOf),
  };
}

/** The scripts that a page begins with. */
function beginningOf(built, page) {
  const context = {};
  const manifest = join(built, 'server', 'app', `${page}_client-reference-manifest.js`);
  runInNewContext(readFileSync(manifest, 'utf8'), context);
  return Object.values(context.__RSC_MANIFEST[page].entryJSFiles).flat();
}

/**
 * These scripts and what they load when one does something, in turn. Next's own list of that knows `next/dynamic` alone, and
 * each part by one of its groups of files only.
 * @param {string} built Next's folder.
 * @param {readonly string[]} scripts Their paths in it.
 * @returns {Set<string>}
 */
export function withWhatTheyLoad(built, scripts) {
  const all = new Set(scripts);
  // What is added to a set on the way is come to as well.
  for (const script of all) {
    for (const [later] of readFileSync(join(built, script), 'utf8').matchAll(LATER)) all.add(later);
  }
  return all;
}

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();

const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 20);
