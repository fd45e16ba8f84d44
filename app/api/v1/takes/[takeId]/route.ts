import { id, publishTake as publishInput } from '@/lib/domain/schemas';
import { otherMethodsThan, requestOrigin, route } from '@/lib/server/route';
import { publishTake } from '@/lib/server/takes';

const input = publishInput.extend({ takeId: id });

export const PUT = route({ input, writes: true, limit: 'publish' }, (ctx, take, request) =>
  publishTake(ctx, { ...take, origin: requestOrigin(request.headers) }),
);

export const { GET, POST, PATCH, DELETE, OPTIONS } = otherMethodsThan('PUT');
