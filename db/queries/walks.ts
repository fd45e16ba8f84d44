import { type SQL, sql } from 'drizzle-orm';
import { MAP_TAKES, MAX_DEPTH } from '@/lib/domain/limits';
import { takes } from '../schema';

/**
 * The one take with this id, if it is of this story. "Is not distinct from" keeps the story out of the choice of an
 * index: to a planner that believes in stories of one take, every index that begins with the story looks as good as the
 * unique one on the id, and then each look-up reads the whole story (3,000 steps: 440 ms instead of 6).
 */
export const isTake = (storyId: string, id: SQL | string): SQL =>
  sql`${takes.id} = ${id} and ${takes.storyId} is not distinct from ${storyId}`;

/** The order of the canon among the answers to one take, that with which it goes on first: the index takes_children has it. */
export const canonOrder = sql`${takes.branchLikes} desc nulls first, ${takes.createdAt}, ${takes.id}`;

/*
 * Walks through the tree of a story: subqueries with the columns `id` and `step`, which grows from the seed down. Drizzle has no WITH RECURSIVE. Every step is a
 * lateral with a limit, so that it stays one look-up whatever the planner believes.
 */

type Walk = { storyId: string; id: string };
/** What a walk along a path brings of each take, besides its step: its id at least. */
export type Brought = { columns: SQL; from: SQL };
const THE_ID: Brought = { columns: sql`${takes.id}`, from: sql`${takes}` };

/** The take and everything above it; with `below`, only what is below that take, or everything when that is not above it. */
export const ancestry = ({ storyId, id, below }: Walk & { below?: string | undefined }, of = THE_ID): SQL => sql`(
  with recursive up as (
    select ${of.columns}, ${takes.parentId} as next, 0 as step from ${of.from} where ${isTake(storyId, id)}
    union all
    select parent.*, up.step - 1
    from up cross join lateral (
      select ${of.columns}, ${takes.parentId} as next from ${of.from} where ${isTake(storyId, sql`up.next`)} limit 1
    ) as parent
    where up.step > -${MAX_DEPTH}::int ${below ? sql`and parent.id <> ${below}` : sql``}
  )
  select * from up
)`;

/** The take and the canon below it, `most` takes in all. */
export const canonFrom = ({ storyId, id, most = MAX_DEPTH + 1 }: Walk & { most?: number }, of = THE_ID): SQL => sql`(
  with recursive down as (
    select ${of.columns}, ${takes.bestChildId} as next, 1 as step from ${of.from} where ${isTake(storyId, id)}
    union all
    select best.*, down.step + 1
    from down cross join lateral (
      select ${of.columns}, ${takes.bestChildId} as next from ${of.from} where ${isTake(storyId, sql`down.next`)} limit 1
    ) as best
    where down.step < ${most}
  )
  select * from down
)`;

/** How far a neighbourhood reaches up, and how many answers to each take it shows at most. */
const NEAR_ABOVE = 60;
const NEAR_ANSWERS = 24;
/** So much of it goes to what is below, before what answers the same takes as its path has had its turn. */
const NEAR_BELOW = 110;

const answersTo = (storyId: string, parentId: SQL, most: number): SQL => sql`(
  select id, row_number() over (order by ${canonOrder}) as place from ${takes}
  where story_id = ${storyId} and parent_id = ${parentId} order by ${canonOrder} limit ${most}
)`;

/**
 * Takes around one, MAP_TAKES at most, with the column `near`: those above it, those below it level by level, and what
 * else answers the takes on its path, the nearest fork first.
 */
export const neighbourhood = ({ storyId, id }: Walk): SQL => sql`(
  with recursive up as (
    select id, parent_id, 0 as step from ${takes} where ${isTake(storyId, id)}
    union all
    select parent.id, parent.parent_id, up.step + 1
    from up cross join lateral (
      select id, parent_id from ${takes} where ${isTake(storyId, sql`up.parent_id`)} limit 1
    ) as parent
    where up.step < ${NEAR_ABOVE}
  ),
  down as (
    select id, 0 as step, 0::bigint as place from ${takes} where ${isTake(storyId, id)}
    union all
    select answer.id, down.step + 1, answer.place
    from down cross join lateral ${answersTo(storyId, sql`down.id`, NEAR_ANSWERS)} as answer
    where down.step < ${NEAR_ABOVE}
  ),
  below as (
    select id, row_number() over () as place from (select id from down limit ${MAP_TAKES + 1}) as first
  ),
  beside as (
    select answer.id, up.step * ${NEAR_ANSWERS} + answer.place as place
    from up cross join lateral ${answersTo(storyId, sql`up.parent_id`, NEAR_ANSWERS)} as answer
    where up.step < ${NEAR_ABOVE} and answer.id not in (select id from up)
    limit ${MAP_TAKES}
  )
  select id, row_number() over (order by part, place) as near from (
    select id, 1 as part, step::bigint as place from up
    union all
    select id, case when place <= ${NEAR_BELOW} then 2 else 4 end, place from below where place > 1
    union all
    select id, 3, place from beside
  ) as around
  order by near limit ${MAP_TAKES}
)`;
