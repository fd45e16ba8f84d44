import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { addressOf } from '@/lib/server/address';
import { storyEvents } from '@/lib/server/live/story-events';
import { otherMethodsThan, route } from '@/lib/server/route';

export const GET = route({ input: z.object({ storyId: id }) }, (ctx, input, { method, headers }) =>
  storyEvents(ctx, { ...input, isHead: method === 'HEAD', address: addressOf(headers) }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
