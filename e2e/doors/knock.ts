import { readFileSync } from 'node:fs';
import { isErrorCode } from '@/lib/domain/error-codes';
import type { Actor, Asked } from './words';
import { SECRET, type World } from './world';

type Manifest = { node: Record<string, { exportedName: string; workers: Record<string, unknown> }> };

/** Where each action of the built app is called: its id, and a page that has it. */
export function actionsOfBuild(root = process.cwd()): Map<string, { id: string; page: string }> {
  const manifest: Manifest = JSON.parse(readFileSync(`${root}/.next/server/server-reference-manifest.json`, 'utf8'));
  return new Map(
    Object.entries(manifest.node).map(([id, { exportedName, workers }]) => {
      const page =
        Object.keys(workers)
          .map(pathOf)
          .toSorted((a, b) => a.length - b.length)[0] ?? '/';
      return [exportedName, { id, page }];
    }),
  );
}

/** 'app/(home)/page' → '/', 'app/s/[storyId]/[[...take]]/page' → '/s/x'. */
const pathOf = (worker: string): string =>
  worker
    .replace(/^app|\/page$|\/\([^/]+\)|\/\[\[[^\]]+\]\]/g, '')
    .replace(/\[[^\]]+\]+/g, '01890000-0000-7000-8000-000000000000') || '/';

const ACTIONS = new Map<string, { id: string; page: string }>();

/** Asks once, as the actor's browser would. Answers `ok`, a code of the app's errors, or a status. */
export async function knock(world: World, actor: Actor, asked: Asked): Promise<string> {
  return 'action' in asked ? callAction(world, actor, asked) : ask(world, actor, asked);
}

async function ask(world: World, actor: Actor, asked: Exclude<Asked, { action: string }>): Promise<string> {
  const { path, form, body, headers } = asked;
  const method = asked.method ?? (form ? 'POST' : 'GET');
  const answer = await fetch(`${world.origin}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...whoKnocks(world, actor),
      ...(method !== 'GET' && { origin: world.origin }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(form && { body: new URLSearchParams(form) }),
    ...(body !== undefined && { body: isRaw(body) ? body.raw : JSON.stringify(body) }),
  });
  // A stream does not end by itself.
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    await answer.body?.cancel();
    return 'ok';
  }
  const text = await answer.text();
  const told = whatIsTold(actor, path, answer, text);
  if (told) return told;
  return codeIn(text) ?? (answer.ok ? 'ok' : String(answer.status));
}

/** Who is invited is told where to, and who has spoken somewhere what became of it. */
const TOLD = /^\/(invite\/|notices$|api\/v1\/me\/export$)/;

/** What no status tells: a private story's title that comes with it, and a session that is begun or ended on the way. */
function whatIsTold(actor: Actor, path: string, answer: Response, text: string): 'leak' | 'entered' | 'left' | null {
  const mayKnow = 'oiMA'.includes(actor) || TOLD.test(path);
  if (text.includes(SECRET) && !mayKnow) return 'leak';
  if (!path.startsWith('/api/auth/callback/') && !path.startsWith('/api/auth/signout')) return null;
  const set = answer.headers.getSetCookie().find((line) => line.includes('session-token='));
  if (set === undefined) return null;
  return /session-token=;/.test(set) ? 'left' : 'entered';
}

const isRaw = (body: unknown): body is { raw: string } => typeof body === 'object' && body !== null && 'raw' in body;

function codeIn(text: string): string | null {
  const code = /^\{"error":.*"code":"(\w+)"/s.exec(text)?.[1];
  return isErrorCode(code) ? code : null;
}

/** A page's script would do it so; an attacker's does. */
async function callAction(world: World, actor: Actor, asked: Extract<Asked, { action: string }>): Promise<string> {
  const answer = await postAction(world, asked, { ...whoKnocks(world, actor), origin: world.origin });
  const text = await answer.text();
  const [, outcome] = /^\w+:(\{"ok":.*\})$/m.exec(text) ?? [];
  if (outcome) {
    const { ok, code } = JSON.parse(outcome);
    return ok ? 'ok' : String(code);
  }
  const [, code] = /^\w+:"(\w+)"$/m.exec(text) ?? [];
  if (isErrorCode(code)) return code;
  return answer.ok ? 'ok' : String(answer.status);
}

export async function postAction(
  world: Pick<World, 'origin'>,
  { action, input, args = [input], from }: Extract<Asked, { action: string }>,
  headers: Record<string, string>,
): Promise<Response> {
  if (ACTIONS.size === 0) for (const [name, door] of actionsOfBuild()) ACTIONS.set(name, door);
  const door = ACTIONS.get(action);
  if (!door) throw new Error(`the built app has no action ${action}`);
  return fetch(`${world.origin}${from ?? door.page}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'next-action': door.id,
      'content-type': 'text/plain;charset=UTF-8',
      accept: 'text/x-component',
      ...headers,
    },
    body: JSON.stringify(args),
  });
}

let knocks = 0;
/** From an address of its own each time: what is counted for an address is proved elsewhere. */
function whoKnocks(world: World, actor: Actor): Record<string, string> {
  knocks += 1;
  const cookie = world.cookieOf(actor);
  return {
    'x-forwarded-for': `10.${(knocks >> 16) & 255}.${(knocks >> 8) & 255}.${knocks & 255}`,
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    ...(cookie && { cookie }),
  };
}
