import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { blockPerson } from '@/lib/server/blocks';
import { otherMethodsThan, route } from '@/lib/server/route';

const input = z.object({ personId: id, isBlocked: z.boolean() });

export const PUT = route({ input, writes: true }, blockPerson);

export const { GET, POST, PATCH, DELETE, OPTIONS } = otherMethodsThan('PUT');
