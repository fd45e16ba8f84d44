import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { otherMethodsThan, route } from '@/lib/server/route';
import { pathView } from '@/lib/server/tree';

/** `on` has no value: it is there or it is not. */
const input = z.object({ storyId: id, takeId: id, on: z.literal('').optional(), after: id.optional() });

export const GET = route({ input }, (ctx, { on, ...path }) => pathView(ctx, { ...path, isOn: on !== undefined }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
