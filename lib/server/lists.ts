import 'server-only';
import { listStories as readList } from '@/db/queries/lists';
import { PAGE_SIZE } from '@/lib/domain/limits';
import type { StoryCard, StoryList } from '@/lib/domain/schemas';
import type { Ctx } from './context';

type Wanted = {
  list?: StoryList | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
};

type StoriesPage = { stories: StoryCard[]; nextCursor: string | null };

/**
 * A page of stories: public ones, or those that the actor owns or has answered in; nobody's lists are empty. `q` keeps those
 * whose title or voices it names. Throws invalid_request for a cursor of another list.
 */
export async function listStories(
  ctx: Ctx,
  { list = 'growing', q, cursor, limit = PAGE_SIZE }: Wanted,
): Promise<StoriesPage> {
  const actorId = ctx.actor?.id ?? null;
  const { stories, nextCursor } = await readList(ctx.db, {
    list,
    actorId,
    search: q ?? null,
    limit,
    cursor: cursor ?? null,
  });
  const cards = stories.map(
    (story): StoryCard => ({
      id: story.id,
      title: story.title,
      seedId: story.seedId,
      visibility: story.visibility,
      takeCount: story.takeCount,
      voiceCount: story.voiceCount,
      likeCount: story.likeCount,
      durationMs: story.durationMs,
      createdAt: story.createdAt.toISOString(),
      grownAt: story.grownAt.toISOString(),
      ...(story.coverId && { coverId: story.coverId }),
      shape: story.shape,
    }),
  );
  return { stories: cards, nextCursor };
}
