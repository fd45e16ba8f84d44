import { z } from 'zod';
import { PAGE_SIZE } from '@/lib/domain/limits';
import { searchText, storyList } from '@/lib/domain/schemas';
import { spend } from '@/lib/server/limits';
import { listStories } from '@/lib/server/lists';
import { otherMethodsThan, route } from '@/lib/server/route';

const input = z.object({
  list: storyList.optional(),
  q: searchText.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(PAGE_SIZE),
});

export const GET = route({ input }, async (ctx, wanted) => {
  if (wanted.q !== undefined) await spend('search', ctx);
  return listStories(ctx, wanted);
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
