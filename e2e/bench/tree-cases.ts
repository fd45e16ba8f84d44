import { v7 as uuidv7 } from 'uuid';
import type { Db } from '@/db/client';
import { setLike } from '@/db/queries/likes';
import { publishTake } from '@/db/queries/publish';
import { answersPage, canonBelow, firstAnswers, getTake, pathTo, takesAround } from '@/db/queries/takes';
import { answerTo } from '@/db/test-takes';
import { PEOPLE, personOf } from './tree-seed';

export type Kind = 'random' | 'star' | 'chain' | 'comb' | 'comb of younger';

/** A story that is measured, and those of its takes that something is asked of. */
export type Planted = {
  name: string;
  kind: Kind;
  storyId: string;
  seed: string;
  /** The deepest take, and the one half way up from it. */
  end: string;
  middle: string;
  widest: { id: string; children: number };
  /** The first takes of the path to the end. */
  top: string[];
  any: () => string;
};

/** Does it for the nth time, and answers how many rows came. */
type Run = (n: number) => Promise<number>;
export type Case = {
  what: string;
  of: Kind[];
  /** p95 (ms). */
  aim: number;
  /** The same at once by many is something else. */
  aloneOnly?: true;
  begin: (db: Db, story: Planted) => Promise<Run> | Run;
};

const SHALLOW_MS = 10;
const DEEP_MS = 25;
const WRITE_MS = 20;
const PAGE = 24;

const lengthOf = async (rows: Promise<unknown[]>): Promise<number> => (await rows).length;
const pageOf = async (page: Promise<{ takes: unknown[] }>): Promise<number> => (await page).takes.length;

const path: Case['begin'] =
  (db, { storyId, end }) =>
  () =>
    lengthOf(pathTo(db, { storyId, id: end }));
const canon: Case['begin'] =
  (db, { storyId, seed }) =>
  () =>
    lengthOf(canonBelow(db, { storyId, id: seed }));

const firstPage: Case['begin'] =
  (db, { storyId, widest }) =>
  () =>
    pageOf(answersPage(db, { storyId, id: widest.id, limit: PAGE, cursor: null }));

async function pageHalfWay(db: Db, { storyId, widest: { id, children } }: Planted): Promise<Run> {
  const limit = Math.floor(Math.max(2, children - PAGE) / 2);
  const { nextCursor } = await answersPage(db, { storyId, id, limit, cursor: null });
  return () => pageOf(answersPage(db, { storyId, id, limit: PAGE, cursor: nextCursor }));
}

const around =
  (idOf: (story: Planted) => string): Case['begin'] =>
  (db, story) =>
  () =>
    lengthOf(takesAround(db, { storyId: story.storyId, id: idOf(story) }));

const forks: Case['begin'] =
  (db, { storyId, top }) =>
  () =>
    lengthOf(firstAnswers(db, { storyId, ids: top, each: 9 }));

/** The first of all people have planted likes. */
const WHO_LIKED = 100;

/** Likes a take, and every other time takes back what was liked before: each of them changes something. */
const likeOf =
  (idOf: (story: Planted) => string): Case['begin'] =>
  (db, story) => {
    const liked: { storyId: string; takeId: string; userId: string }[] = [];
    let count = 0;
    return async () => {
      const back = count++ % 2 ? liked.pop() : undefined;
      const userId = personOf(WHO_LIKED + (count % (PEOPLE - WHO_LIKED)));
      const like = back ?? { storyId: story.storyId, takeId: idOf(story), userId };
      await setLike(db, { ...like, isLiked: !back });
      if (!back) liked.push(like);
      return 0;
    };
  };

const answer =
  (idOf: (story: Planted) => string): Case['begin'] =>
  (db, story) =>
  async (n) => {
    const parent = await getTake(db, { storyId: story.storyId, id: idOf(story) });
    if (!parent) throw new Error('no such take');
    await publishTake(db, answerTo(parent, { id: uuidv7(), authorId: personOf(n) }));
    return 0;
  };

const [toEnd, toSeed, toMiddle, toWidest, toAny] = [
  ({ end }: Planted) => end,
  ({ seed }: Planted) => seed,
  ({ middle }: Planted) => middle,
  ({ widest }: Planted) => widest.id,
  ({ any }: Planted) => any(),
];

export const CASES: Case[] = [
  { what: 'path to the deepest', of: ['random'], aim: SHALLOW_MS, begin: path },
  { what: 'path to the deepest', of: ['chain', 'comb'], aim: DEEP_MS, begin: path },
  { what: 'canon', of: ['random'], aim: SHALLOW_MS, begin: canon },
  { what: 'canon', of: ['chain', 'comb'], aim: DEEP_MS, begin: canon },
  { what: 'answers to the widest', of: ['random', 'star'], aim: SHALLOW_MS, begin: firstPage },
  { what: 'the same, half way', of: ['random', 'star'], aim: SHALLOW_MS, begin: pageHalfWay },
  { what: 'forks of a path', of: ['random'], aim: SHALLOW_MS, begin: forks },
  { what: 'forks of a path', of: ['comb'], aim: DEEP_MS, begin: forks },
  { what: 'neighbourhood of the seed', of: ['random', 'star'], aim: SHALLOW_MS, begin: around(toSeed) },
  { what: 'neighbourhood, half way', of: ['random'], aim: SHALLOW_MS, begin: around(toMiddle) },
  { what: 'neighbourhood, half way', of: ['chain', 'comb'], aim: DEEP_MS, begin: around(toMiddle) },
  { what: 'neighbourhood of any', of: ['random', 'star'], aim: SHALLOW_MS, begin: around(toAny) },
  { what: 'like of any', of: ['random', 'star'], aim: WRITE_MS, begin: likeOf(toAny) },
  { what: 'like of the deepest', of: ['random', 'chain', 'comb'], aim: WRITE_MS, begin: likeOf(toEnd) },
  {
    what: 'like that moves every fork',
    of: ['comb of younger'],
    aim: WRITE_MS,
    aloneOnly: true,
    begin: likeOf(toEnd),
  },
  { what: 'answer to any', of: ['random'], aim: WRITE_MS, begin: answer(toAny) },
  { what: 'answer to the widest', of: ['random', 'star'], aim: WRITE_MS, begin: answer(toWidest) },
  { what: 'answer to the deepest', of: ['chain', 'comb'], aim: WRITE_MS, begin: answer(toEnd) },
];
