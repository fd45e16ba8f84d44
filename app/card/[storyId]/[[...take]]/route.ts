import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { route } from '@/lib/server/route';
import { shareCard } from '@/lib/server/share/card';

const input = z.object({ storyId: id, take: z.array(id).max(1).default([]) });

/** The picture of a path for other sites; whoever sees it has its link, so any cache may keep it for a while. */
export const GET = route({ input }, async (ctx, { storyId, take: [takeId] }) => {
  const card = await shareCard(ctx, { storyId, takeId });
  return new Response(card, { headers: { 'Content-Type': 'image/png', 'Cache-Control': 'public, max-age=300' } });
});
