import { and, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { StorySubject } from '@/lib/domain/policy';
import type { Db } from '../client';
import { guarded } from '../guard';
import { blocks, storyMembers } from '../people';
import { stories, takes } from '../schema';

export const seed = alias(takes, 'seed');
export const isItsSeed = and(eq(seed.storyId, stories.id), isNull(seed.parentId));
export const storyColumns = { ...getTableColumns(stories), seedId: seed.id };

export type StoryRow = typeof stories.$inferSelect & { seedId: string };
/** A story, and how somebody stands to it. */
export type StoryForActor = StoryRow & StorySubject;

const isInvited = (actorId: SQL) =>
  sql<boolean>`exists (select from ${storyMembers} where ${storyMembers.storyId} = ${stories.id} and ${storyMembers.userId} = ${actorId})`;
const isBlocked = (actorId: SQL) =>
  sql<boolean>`exists (select from ${blocks} where ${blocks.blockerId} = ${stories.ownerId} and ${blocks.blockedId} = ${actorId})`;
const standing = (actorId: SQL) => ({
  isClosed: sql<boolean>`${stories.closedAt} is not null`,
  isDeleted: sql<boolean>`${stories.deletedAt} is not null`,
  isInvited: isInvited(actorId),
  isBlocked: isBlocked(actorId),
});

export async function getStory(
  db: Db,
  { id, actorId = null }: { id: string; actorId?: string | null },
): Promise<StoryForActor | null> {
  const rows = await guarded(() =>
    db
      .select({ ...storyColumns, ...standing(sql`${actorId}::uuid`) })
      .from(stories)
      .innerJoin(seed, isItsSeed)
      .where(eq(stories.id, id)),
  );
  return rows[0] ?? null;
}

/** For each of these pairs what the policy asks, in their order; null where there is no such story. */
export async function storySubjects(
  db: Db,
  pairs: { storyId: string; actorId: string | null }[],
): Promise<(StorySubject | null)[]> {
  if (pairs.length === 0) return [];
  const { visibility, ownerId, whoRecords } = stories;
  const asked = JSON.stringify(pairs.map(({ storyId, actorId }, place) => ({ place, story: storyId, actor: actorId })));
  const rows = await guarded(() =>
    db
      .select({ place: sql<number>`pair.place`, visibility, ownerId, whoRecords, ...standing(sql`pair.actor`) })
      .from(sql`jsonb_to_recordset(${asked}::jsonb) as pair(place integer, story uuid, actor uuid)`)
      .innerJoin(stories, sql`${stories.id} = pair.story`),
  );
  const found = new Map(rows.map(({ place, ...subject }) => [place, subject]));
  return pairs.map((_, place) => found.get(place) ?? null);
}
