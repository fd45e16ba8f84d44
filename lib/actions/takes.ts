'use server';

import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { action } from '@/lib/server/action';
import { removeTake as remove } from '@/lib/server/remove-take';

/** Takes one's own voice out of a story for good. */
export const removeTake = action({ name: 'take.remove', input: z.object({ storyId: id, takeId: id }) }, remove);
