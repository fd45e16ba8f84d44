import { readdirSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import type { z } from 'zod';
import { doorsInSource } from '../doors/listed';

/** What a door takes, as its own source says it; null of one that reads its request by itself. */
export type Schema = { method: string; path: string; input: z.ZodType | null };
export type ActionSchema = { name: string; input: z.ZodType };

const ROOT = process.cwd();

/**
 * The schemas of every route and action. Their wrappers are stood in for by ones that give back what they were given: what is behind
 * the doors is not run here.
 */
export function schemasInSource(): { routes: Schema[]; actions: ActionSchema[] } {
  standIn('lib/server/route.ts', { route: (doors: { input: z.ZodType }) => doors, otherMethodsThan: () => ({}) });
  standIn('lib/server/action.ts', { action: (doors: { input: z.ZodType }) => doors });
  const doors = doorsInSource(ROOT);
  const routes = doors.flatMap((door): Schema[] => {
    const [method = '', path = ''] = door.split(' ');
    if (method === 'page' || method === 'file') return [{ method: 'GET', path, input: null }];
    if (method === 'action') return [];
    return [{ method, path, input: inputOf(exportsOf(`app${path}/route`)[method]) }];
  });
  const named = new Set(doors.filter((door) => door.startsWith('action ')).map((door) => door.slice('action '.length)));
  const actions = actionFiles().flatMap((path) =>
    Object.entries(exportsOf(path)).flatMap(([name, made]): ActionSchema[] => {
      const input = inputOf(made);
      return named.has(name) && input ? [{ name, input }] : [];
    }),
  );
  return { routes, actions };
}

const actionFiles = (): string[] =>
  readdirSync(join(ROOT, 'lib/actions'))
    .filter((name) => /^[\w-]+\.ts$/.test(name))
    .map((name) => `lib/actions/${name.replace(/\.ts$/, '')}`);

const exportsOf = (path: string): Record<string, unknown> => require(join(ROOT, path));

function inputOf(made: unknown): z.ZodType | null {
  return typeof made === 'object' && made !== null && 'input' in made ? (made.input as z.ZodType) : null;
}

function standIn(path: string, exports: object): void {
  const file = join(ROOT, path);
  const real = exportsOf(path.replace(/\.ts$/, ''));
  const module = new Module(file);
  module.exports = { ...real, ...exports };
  module.loaded = true;
  require.cache[file] = module;
}
