import { type SQL, sql } from 'drizzle-orm';
import { MAX_DEPTH } from '@/lib/domain/limits';
import { takes } from '../schema';

/**
 * The one take with this id, if it is of this story. "Is not distinct from" keeps the story out of the choice of an
 * index: to a planner that believes in stories of one take, every index that begins with the story looks as good as the
 * unique one on the id, and then each look-up reads the whole story (3,000 steps: 440 ms instead of 6).
 */
export const isTake = (storyId: string, id: SQL | string): SQL =>
  sql`${takes.id} = ${id} and ${takes.storyId} is not distinct from ${storyId}`;

/*
 * Walks through the tree of a story. Drizzle has no WITH RECURSIVE. Every step is a lateral with a limit, so that it
 * stays one look-up whatever the planner believes.
 */

/** The take and everything above it: a subquery with the column `id`. */
export const ancestry = ({ storyId, id }: { storyId: string; id: string }): SQL => sql`(
  with recursive up as (
    select id, parent_id, 0 as step from ${takes} where ${isTake(storyId, id)}
    union all
    select parent.id, parent.parent_id, up.step + 1
    from up cross join lateral (
      select id, parent_id from ${takes} where ${isTake(storyId, sql`up.parent_id`)} limit 1
    ) as parent
    where up.step < ${MAX_DEPTH}
  )
  select id from up
)`;

/** From the seed to the best-loved child at every fork, of equals the older: a query of one row, `id`. */
export const canonEnd = ({ storyId }: { storyId: string }): SQL => sql`
  with recursive down as (
    select id, 0 as step from ${takes} where story_id = ${storyId} and parent_id is null
    union all
    select best.id, down.step + 1
    from down cross join lateral (
      select id from ${takes} where story_id = ${storyId} and parent_id = down.id
      order by like_count desc, created_at, id limit 1
    ) as best
    where down.step < ${MAX_DEPTH}
  )
  select id from down order by step desc limit 1`;

/** At most `each` of the newest children of every one of these takes: a subquery with the column `id`. */
export const newestChildren = ({ storyId, ids, each }: { storyId: string; ids: string[]; each: number }): SQL => sql`(
  select newest.id
  from unnest(array[${sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  )}]) as parent(id)
  cross join lateral (
    select id from ${takes} where story_id = ${storyId} and parent_id = parent.id order by id desc limit ${each}
  ) as newest
)`;
