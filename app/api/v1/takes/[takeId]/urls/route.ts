import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { otherMethodsThan, requestOrigin, route } from '@/lib/server/route';
import { takeUrls } from '@/lib/server/takes';

const input = z.object({ takeId: id, story: id });

export const GET = route({ input }, (ctx, { takeId, story }, request) =>
  takeUrls(ctx, { storyId: story, takeId, origin: requestOrigin(request.headers) }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
