import { and, desc, eq, isNull, ne, type SQL, Subquery, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { NOT_SHOWN_ID } from '@/lib/domain/not-shown';
import { id, type StoryCard, type StoryList } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { cursorOf, instant, pageOf } from '../cursor';
import { guarded } from '../guard';
import { storyMembers } from '../people';
import { stories, storyVoices, takes, users } from '../schema';
import { isItsSeed, type StoryRow, seed, storyColumns } from './stories';

/** A card draws no more takes of a tree than this. */
const OUTLINE_TAKES = 60;
/** What so many stories have in their titles, or so many people in their names, is common. */
const COMMON = 2_000;
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
  const rows = await guarded(() => selectStories(db, { list, actorId, search, limit, cursor }));
  const { page, nextCursor } = pageOf(rows, limit, (last) => positions.encode(positionOf(list, last)));
  return { stories: page, nextCursor };
}

/** One story more than the page has, if there is one. */
export function selectStories(db: Db, { list, actorId, search, limit, cursor }: Wanted) {
  const { by, cast } = ORDERS[list];
  const from = storiesOf(list);
  const order = [desc(by), desc(stories.id)];
  const isListed = and(isOf(list, actorId), cursor ? isBelow(list, cursor) : undefined);
  const words = search?.split(' ').filter(Boolean).slice(0, MOST_WORDS) ?? [];
  const found = isOwn(list) ? isMet(words) : sql`${stories.id} = any(array(${foundBy(words)}))`;
  return db
    .select({ ...storyColumns, shape: outline })
    .from(from)
    .innerJoin(seed, isItsSeed)
    .where(and(isListed, words.length > 0 ? found : undefined))
    .orderBy(...order)
    .limit(limit + 1);

  /**
   * The first public stories with these words. What the indexes find is put in order, as long as it is little; what is common is soon
   * met by going through the list itself. So neither way is long, whatever the planner believes of the words.
   */
  function foundBy(wanted: string[]): SQL {
    const { storyId, userId } = storyVoices;
    const some = sql.raw(`limit ${COMMON + 1}`);
    return sql`
      with titled as materialized (
        select ${stories.id} as id, ${by} as place from ${from}
          where ${isListed} and ${isIndexed(stories.title, wanted)} ${some}
      ), people as materialized (
        select ${users.id} as id from ${users} where ${isIndexed(users.name, wanted)} ${some}
      ), voiced as materialized (
        select ${storyId} as id, ${by} as place from ${storyVoices} inner join ${from} on ${stories.id} = ${storyId}
          where (select count(*) from people) <= ${COMMON} and ${userId} = any(array(select id from people)) and ${isListed} ${some}
      ), counted as materialized (
        select greatest((select count(*) from titled), (select count(*) from people), (select count(*) from voiced)) as most
      )
      (select id from (select * from titled union select * from voiced) as few
        where (select most from counted) <= ${COMMON} order by place desc, id desc limit ${limit + 1})
      union all
      (select ${stories.id} from ${from}
        where (select most from counted) > ${COMMON} and ${isListed} and ${isMet(wanted)}
        order by ${sql.join(order, sql`, `)} limit ${limit + 1})`;
  }

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

/** With somebody to hear. Spelled out, not a parameter, so that every plan may use the indexes of public stories. */
const isPublic = sql`${stories.visibility} = 'public' and ${stories.voiceCount} > 0`;

const isOwn = (list: StoryList): boolean => list === 'mine' || list === 'joined';

/**
 * What everybody sees is read behind no wall but its own (migrations/*_wall.sql): no index of words serves where each row has to be
 * asked first whether it may be seen.
 */
const storiesOf = (list: StoryList): Subquery =>
  new Subquery(sql`select * from ${sql.identifier(isOwn(list) ? 'stories' : 'public_stories')}`, {}, 'stories');

/** Those that one owns, or those of others that one tells in or is invited to: of a private one nobody else knows. */
function isOf(list: StoryList, actorId: string | null): SQL | undefined {
  if (!isOwn(list)) return isPublic;
  if (actorId === null) return sql`false`;
  if (list === 'mine') return and(eq(stories.ownerId, actorId), isNull(stories.deletedAt));
  const told = sql`select ${storyVoices.storyId} from ${storyVoices} where ${storyVoices.userId} = ${actorId}`;
  const invited = sql`select ${storyMembers.storyId} from ${storyMembers} where ${storyMembers.userId} = ${actorId}`;
  return and(
    sql`${stories.id} in (${told} union ${invited})`,
    ne(stories.ownerId, actorId),
    isNull(stories.deletedAt),
    sql`(${stories.visibility} <> 'private' or ${stories.id} in (${invited}))`,
  );
}

/** Of a story that is looked at anyway: whether its title has the words, or a voice's name. */
const isMet = (words: string[]): SQL => sql`(${has(stories.title, words)} or ${hasVoice(words)})`;

/** The offset keeps the planner from reading all people first. */
function hasVoice(words: string[]): SQL {
  const { storyId, userId } = storyVoices;
  const voices = sql`${storyVoices} inner join ${users} on ${users.id} = ${userId}`;
  return sql`exists (select from ${voices} where ${storyId} = ${stories.id} and ${has(users.name, words)} offset 0)`;
}

const has = (column: AnyPgColumn, words: string[]): SQL =>
  sql.join(
    words.map((word) => sql`strpos(letters(${column}), letters(${word})) > 0`),
    sql` and `,
  );

/** The same by the index of all runs of up to three signs. */
function isIndexed(column: AnyPgColumn, words: string[]): SQL {
  const all = words.map((word) => sql`grams(letters(${word}), least(3, length(letters(${word}))))`);
  return sql`grams(letters(${column})) @> (${sql.join(all, sql` || `)}) and ${has(column, words)}`;
}

const outline = sql<StoryCard['shape']>`(
  select json_agg(json_build_object('id', id, 'parentId', parent_id, 'startMs', start_ms,
    'durationMs', duration_ms, 'authorId', author_id) order by created_at, id)
  from (
    select id, parent_id, start_ms, duration_ms, created_at,
      case when state = 'shown' then author_id else ${sql.raw(`'${NOT_SHOWN_ID}'`)} end as author_id from ${takes}
    where story_id = ${stories.id} order by created_at, id limit ${OUTLINE_TAKES}
  ) as oldest
)`;
