import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { otherMethodsThan, route } from '@/lib/server/route';
import { mapAnew, mapView } from '@/lib/server/tree';

/** `path` has no value: it is there or it is not. */
const input = z.object({ storyId: id, around: id, path: z.literal('').optional() });

export const GET = route({ input }, (ctx, { storyId, around, path }) =>
  (path === undefined ? mapView : mapAnew)(ctx, { storyId, takeId: around }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
