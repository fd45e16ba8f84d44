import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { otherMethodsThan, requestOrigin, route } from '@/lib/server/route';
import { readStory } from '@/lib/server/stories';

const input = z.object({ storyId: id, cursor: z.string().max(200).optional() });

export const GET = route({ input }, (ctx, page, request) =>
  readStory(ctx, { ...page, origin: requestOrigin(request.headers) }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
