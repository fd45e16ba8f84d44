import { and, desc, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { StoryCard } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { decodeCursor, encodeCursor, pageOf } from '../cursor';
import { guarded } from '../guard';
import { stories, takes } from '../schema';

/** A card draws no more takes of a tree than this. */
const OUTLINE_TAKES = 60;

const seed = alias(takes, 'seed');
const isItsSeed = and(eq(seed.storyId, stories.id), isNull(seed.parentId));
const storyColumns = { ...getTableColumns(stories), seedId: seed.id };

export type StoryRow = typeof stories.$inferSelect & { seedId: string };

export async function getStory(db: Db, { id }: { id: string }): Promise<StoryRow | null> {
  const rows = await guarded(() =>
    db.select(storyColumns).from(stories).innerJoin(seed, isItsSeed).where(eq(stories.id, id)),
  );
  return rows[0] ?? null;
}

export type ListedStory = StoryRow & { shape: StoryCard['shape'] };

/** Public stories, the newest growth first, each with the outline of its oldest takes; one query for all. */
export async function listPublicStories(
  db: Db,
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<{ stories: ListedStory[]; nextCursor: string | null }> {
  const rows = await guarded(() =>
    db
      .select({ ...storyColumns, shape: outline })
      .from(stories)
      .innerJoin(seed, isItsSeed)
      .where(and(isPublic, cursor ? grownBefore(cursor) : undefined))
      .orderBy(desc(stories.grownAt), desc(stories.id))
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, (last) => encodeCursor(last.grownAt, last.id));
  return { stories: page, nextCursor };
}

/** Spelled out, not a parameter, so that every plan may use the index of public stories. */
const isPublic = sql`${stories.visibility} = 'public'`;

function grownBefore(cursor: string): SQL {
  const { at, id } = decodeCursor(cursor);
  return sql`(${stories.grownAt}, ${stories.id}) < (${at}::timestamptz, ${id}::uuid)`;
}

const outline = sql<StoryCard['shape']>`(
  select json_agg(json_build_object('id', id, 'parentId', parent_id, 'startMs', start_ms,
    'durationMs', duration_ms, 'authorId', author_id) order by created_at, id)
  from (
    select id, parent_id, start_ms, duration_ms, author_id, created_at from ${takes}
    where story_id = ${stories.id} order by created_at, id limit ${OUTLINE_TAKES}
  ) as oldest
)`;
