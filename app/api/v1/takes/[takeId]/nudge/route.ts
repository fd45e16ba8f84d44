import { z } from 'zod';
import { MARGIN_MS } from '@/lib/domain/limits';
import { id } from '@/lib/domain/schemas';
import { nudgeTake } from '@/lib/server/nudges';
import { otherMethodsThan, route } from '@/lib/server/route';

const input = z.object({ takeId: id, storyId: id, nudgeMs: z.int().min(-MARGIN_MS).max(MARGIN_MS) });

export const PUT = route({ input, writes: true }, nudgeTake);

export const { GET, POST, PATCH, DELETE, OPTIONS } = otherMethodsThan('PUT');
