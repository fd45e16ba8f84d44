import type { World } from './world';

/**
 * Who knocks: nobody, a guest, a member, the author of the answer, the owner of the story, one whom the owner has invited, one whom
 * owner and author have blocked, one who is suspended, a moderator, an admin; and a member whose short session is past with nothing
 * to renew it, and one whose session its owner has ended.
 */
export const ACTORS = ['n', 'g', 'm', 'a', 'o', 'i', 'b', 's', 'M', 'A', 'x', 'e'] as const;
export type Actor = (typeof ACTORS)[number];

/** One request: to a route or a page, or to an action, which is called from a page. */
export type Asked =
  | { path: string; method?: string; body?: unknown; form?: Record<string, string>; headers?: Record<string, string> }
  | { action: string; input: unknown; args?: unknown[]; from?: string };

export type Row = {
  what: string;
  /** Makes what is knocked on, afresh for every actor, and says how. */
  ask(world: World, actor: Actor): Asked | Promise<Asked>;
  /**
   * `ok`, a status, or a code of lib/domain/errors.ts, each with the letters of those who are answered so; `*` is everybody else. As
   * "ok gm, suspended s, not_signed_in *".
   */
  answers: string;
};

export const row = (what: string, ask: Row['ask'], answers: string): Row => ({ what, ask, answers });

/** A door that is the same for whoever knocks and whatever is there. */
export const still = (path: string, answers = 'ok *'): Row[] => [row('it', () => ({ path }), answers)];

/** Whoever is nobody here is told so before anything is looked at. */
export const STRANGERS = 'not_signed_in nxe';

export const put = (path: string, body: unknown): Asked => ({ method: 'PUT', path, body });
export const post = (path: string, body: unknown): Asked => ({ method: 'POST', path, body });
export const call = (action: string, input: unknown): Asked => ({ action, input });

/** Called with something that it does not take. */
export const misused = (action: string, strangers = STRANGERS): Row =>
  row(
    'something else',
    () => call(action, { constructor: 1 }),
    `${strangers ? `${strangers}, ` : ''}invalid_request *`,
  );

/** Throws where a row names somebody twice or somebody unknown; who is not named is missing in it. */
export function expectedOf(answers: string): Partial<Record<Actor, string>> {
  const expected: Partial<Record<Actor, string>> = {};
  let others: string | null = null;
  for (const part of answers.split(',')) {
    const [answer = '', letters = ''] = part.trim().split(' ');
    if (letters === '*') others = answer;
    else
      for (const letter of letters) {
        const actor = ACTORS.find((known) => known === letter);
        if (!actor || expected[actor]) throw new Error(`${letter} in "${answers}"`);
        expected[actor] = answer;
      }
  }
  if (others !== null) for (const actor of ACTORS) expected[actor] ??= others;
  return expected;
}

/** The same the other way round: what was answered, in the words of a row. */
export function answersOf(heard: Partial<Record<Actor, string>>): string {
  const letters = new Map<string, string>();
  for (const actor of ACTORS) {
    const answer = heard[actor] ?? 'nothing';
    letters.set(answer, `${letters.get(answer) ?? ''}${actor}`);
  }
  return [...letters].map(([answer, actors]) => `${answer} ${actors}`).join(', ');
}
