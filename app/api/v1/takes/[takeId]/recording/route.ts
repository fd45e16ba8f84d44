import { z } from 'zod';
import { id, recordingOn } from '@/lib/domain/schemas';
import { sayRecording } from '@/lib/server/live/story-events';
import { otherMethodsThan, route } from '@/lib/server/route';

export const PUT = route({ input: z.object({ takeId: id, ...recordingOn.shape }), writes: true }, sayRecording);

export const { GET, POST, PATCH, DELETE, OPTIONS } = otherMethodsThan('PUT');
