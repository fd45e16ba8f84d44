import { z } from 'zod';
import { PAGE_SIZE } from '@/lib/domain/limits';
import { otherMethodsThan, route } from '@/lib/server/route';
import { listStories } from '@/lib/server/stories';

const input = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(PAGE_SIZE),
});

export const GET = route({ input }, (ctx, page) => listStories(ctx, page));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
