import { and, desc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import { type AnyPgColumn, union } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { id, type StoryCard, type StoryList } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { cursorOf, instant, pageOf } from '../cursor';
import { guarded } from '../guard';
import { stories, storyVoices, takes, users } from '../schema';
import { isItsSeed, type StoryRow, seed, storyColumns } from './stories';

/** A card draws no more takes of a tree than this. */
const OUTLINE_TAKES = 60;
/** Of a name that many have, so many people are looked for, and so many stories in which they speak. */
const MOST_VOICES = 1_000;
const MOST_VOICED = 5_000;
/** Of what is looked for, so many words. */
const MOST_WORDS = 8;

export type ListedStory = StoryRow & { shape: StoryCard['shape'] };

type Wanted = {
  list: StoryList;
  /** Whose list it is; somebody else's mean nothing to the public ones. */
  actorId: string | null;
  /** Only those whose title has all words of it, or who have a voice whose name has. */
  search: string | null;
  limit: number;
  cursor: string | null;
};

/** A page of a list of stories, each with the outline of its oldest takes; one query for all. */
export async function listStories(
  db: Db,
  { list, actorId, search, limit, cursor }: Wanted,
): Promise<{ stories: ListedStory[]; nextCursor: string | null }> {
  const { by, cast } = ORDERS[list];
  const order = [desc(by), desc(stories.id)];
  const isListed = and(isOf(list, actorId), cursor ? isBelow(list, cursor) : undefined);
  const first = (isFound: SQL | undefined) =>
    db
      .select({ id: stories.id })
      .from(stories)
      .where(and(isListed, isFound))
      .orderBy(...order)
      .limit(limit + 1);
  // Each of the two ways to be found gives the first of its own, in order, so that neither is ever gone through whole.
  const found = search === null ? null : union(first(isTitled(search)), first(isVoiced(list, search)));
  const rows = await guarded(() =>
    db
      .select({ ...storyColumns, shape: outline })
      .from(stories)
      .innerJoin(seed, isItsSeed)
      .where(found ? inArray(stories.id, found) : isListed)
      .orderBy(...order)
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, (last) => positions.encode(positionOf(list, last)));
  return { stories: page, nextCursor };

  function isBelow(of: StoryList, after: string): SQL {
    const [its, value, rowId] = positions.decode(after);
    if (its !== of) throw new AppError('invalid_request', { details: { issues: ['cursor'] } });
    return sql`(${by}, ${stories.id}) < (${value}::${cast}, ${rowId}::uuid)`;
  }
}

type Order = { by: AnyPgColumn; cast: SQL };

const byGrowth: Order = { by: stories.grownAt, cast: sql.raw('timestamptz') };
const ORDERS: Record<StoryList, Order> = {
  growing: byGrowth,
  mine: byGrowth,
  joined: byGrowth,
  newest: { by: stories.createdAt, cast: sql.raw('timestamptz') },
  loved: { by: stories.likeCount, cast: sql.raw('integer') },
};

const position = z.union([
  z.tuple([z.enum(['growing', 'newest', 'mine', 'joined']), instant, id]),
  z.tuple([z.literal('loved'), z.int32().min(0), id]),
]);
const positions = cursorOf(position);

function positionOf(list: StoryList, story: StoryRow): z.infer<typeof position> {
  if (list === 'loved') return [list, story.likeCount, story.id];
  return [list, (list === 'newest' ? story.createdAt : story.grownAt).toISOString(), story.id];
}

/** Spelled out, not a parameter, so that every plan may use the indexes of public stories. */
const isPublic = sql`${stories.visibility} = 'public'`;

const isOwn = (list: StoryList): boolean => list === 'mine' || list === 'joined';

/** Of a story that is private its owner alone knows; an unlisted one is in no list but of those who are in it. */
function isOf(list: StoryList, actorId: string | null): SQL | undefined {
  if (!isOwn(list)) return isPublic;
  if (actorId === null) return sql`false`;
  if (list === 'mine') return eq(stories.ownerId, actorId);
  const joined = sql`select ${storyVoices.storyId} from ${storyVoices} where ${storyVoices.userId} = ${actorId}`;
  return and(sql`${stories.id} in (${joined})`, ne(stories.ownerId, actorId), ne(stories.visibility, 'private'));
}

const isTitled = (search: string): SQL | undefined => hasWords(stories.title, search);

/**
 * Of all public stories those of the people so named, as an array: it is made once and bounds the rest, while a planner that
 * believes a name to be rare would go through every story. Of a person's own few stories each is asked for its voices.
 */
function isVoiced(list: StoryList, search: string): SQL {
  const { storyId, userId } = storyVoices;
  const isNamed = hasWords(users.name, search);
  if (isOwn(list)) {
    const voices = sql`${storyVoices} inner join ${users} on ${users.id} = ${userId}`;
    return sql`exists (select from ${voices} where ${storyId} = ${stories.id} and ${isNamed})`;
  }
  const people = sql`select ${users.id} from ${users} where ${isNamed} limit ${MOST_VOICES}`;
  const theirs = sql`select ${storyId} from ${storyVoices} where ${userId} = any(array(${people})) limit ${MOST_VOICED}`;
  return sql`${stories.id} = any(array(${theirs}))`;
}

function hasWords(column: AnyPgColumn, search: string): SQL | undefined {
  const words = search.split(' ').slice(0, MOST_WORDS);
  return and(...words.map((word) => sql`lower(${column}) like lower(${`%${escaped(word)}%`})`));
}

/** What means something in a pattern means itself. */
const escaped = (word: string): string => word.replace(/[\\%_]/g, '\\$&');

const outline = sql<StoryCard['shape']>`(
  select json_agg(json_build_object('id', id, 'parentId', parent_id, 'startMs', start_ms,
    'durationMs', duration_ms, 'authorId', author_id) order by created_at, id)
  from (
    select id, parent_id, start_ms, duration_ms, author_id, created_at from ${takes}
    where story_id = ${stories.id} order by created_at, id limit ${OUTLINE_TAKES}
  ) as oldest
)`;
