import { and, eq, getTableColumns, isNull } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Db } from '../client';
import { guarded } from '../guard';
import { stories, takes } from '../schema';

export const seed = alias(takes, 'seed');
export const isItsSeed = and(eq(seed.storyId, stories.id), isNull(seed.parentId));
export const storyColumns = { ...getTableColumns(stories), seedId: seed.id };

export type StoryRow = typeof stories.$inferSelect & { seedId: string };

export async function getStory(db: Db, { id }: { id: string }): Promise<StoryRow | null> {
  const rows = await guarded(() =>
    db.select(storyColumns).from(stories).innerJoin(seed, isItsSeed).where(eq(stories.id, id)),
  );
  return rows[0] ?? null;
}
