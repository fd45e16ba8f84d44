import { id, likeTake as likeInput } from '@/lib/domain/schemas';
import { likeTake } from '@/lib/server/likes';
import { otherMethodsThan, route } from '@/lib/server/route';

const input = likeInput.extend({ takeId: id });

export const PUT = route({ input, writes: true }, likeTake);

export const { GET, POST, PATCH, DELETE, OPTIONS } = otherMethodsThan('PUT');
