import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { pathFile } from '@/lib/server/path-files';
import { otherMethodsThan, route } from '@/lib/server/route';

const input = z.object({ takeId: id, story: id });

export const GET = route({ input }, (ctx, { takeId, story }) => pathFile(ctx, { storyId: story, takeId }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
