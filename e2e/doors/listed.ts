import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** What Next makes an address of by its name alone. */
const METADATA = /^(manifest|robots|sitemap|icon|apple-icon|favicon|opengraph-image|twitter-image)\.\w+$/;

/**
 * Every door of the app, as its source has it: "page /record", "PUT /api/v1/takes/[takeId]", "file /manifest", "action likeTake". The
 * methods that a route refuses in one line (`otherMethodsThan`) are none.
 */
export function doorsInSource(root = process.cwd()): string[] {
  const app = files(join(root, 'app')).flatMap((path) => {
    const folder = `/${path.split('/').slice(0, -1).join('/')}`.replace(/\/\([^/]+\)/g, '') || '/';
    const name = path.split('/').at(-1) ?? '';
    if (name === 'page.tsx') return [`page ${folder}`];
    if (name === 'route.ts' || name === 'route.tsx')
      return methodsOf(readFileSync(join(root, 'app', path), 'utf8')).map((method) => `${method} ${folder}`);
    if (METADATA.test(name)) return [`file ${folder === '/' ? '' : folder}/${name.replace(/\.tsx?$/, '')}`];
    return [];
  });
  const actions = files(join(root, 'lib/actions')).flatMap((path) => {
    if (/\.test\.tsx?$/.test(path)) return [];
    const text = readFileSync(join(root, 'lib/actions', path), 'utf8');
    return /^['"]use server['"]/m.test(text) ? exportsOf(text).map((name) => `action ${name}`) : [];
  });
  return [...app, ...actions].toSorted();
}

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

/** `export const GET =`, `export async function GET`, `export { handler as GET }`; not what is taken from `otherMethodsThan`. */
function methodsOf(text: string): string[] {
  const own = text.replace(/export const \{[^}]*\} = otherMethodsThan\([^)]*\);/g, '');
  return exportsOf(own).filter((name) => METHODS.includes(name));
}

function exportsOf(text: string): string[] {
  const declared = [...text.matchAll(/^export (?:const|(?:async )?function) (\w+)/gm)].map(([, name]) => name ?? '');
  const listed = [...text.matchAll(/^export (?:const )?\{([^}]*)\}/gm)].flatMap(([, names]) =>
    (names ?? '').split(',').map(
      (name) =>
        name
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    ),
  );
  return [...declared, ...listed].filter((name) => name !== '');
}
