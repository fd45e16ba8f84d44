import { z } from 'zod';
import { id, recordingOn } from '@/lib/domain/schemas';
import { addressOf } from '@/lib/server/address';
import { sayRecording } from '@/lib/server/live/story-events';
import { otherMethodsThan, route } from '@/lib/server/route';

const input = z.object({ takeId: id, ...recordingOn.shape });

export const PUT = route({ input, writes: true, byAnybody: true }, (ctx, said, { headers }) =>
  sayRecording(ctx, { ...said, address: addressOf(headers) }),
);

export const { GET, POST, PATCH, DELETE, OPTIONS } = otherMethodsThan('PUT');
