import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { otherMethodsThan, route } from '@/lib/server/route';
import { answersPage } from '@/lib/server/tree';

const input = z.object({ takeId: id, story: id, cursor: z.string().max(200).optional() });

export const GET = route({ input }, (ctx, { story, ...page }) => answersPage(ctx, { ...page, storyId: story }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
