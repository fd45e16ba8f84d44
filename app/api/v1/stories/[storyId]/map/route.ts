import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { otherMethodsThan, route } from '@/lib/server/route';
import { mapView } from '@/lib/server/tree';

const input = z.object({ storyId: id, around: id });

export const GET = route({ input }, (ctx, { storyId, around }) => mapView(ctx, { storyId, takeId: around }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
