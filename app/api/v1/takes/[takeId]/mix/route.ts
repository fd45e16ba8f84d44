import { id, mixTake as mixInput } from '@/lib/domain/schemas';
import { mixTake } from '@/lib/server/mixes';
import { otherMethodsThan, route } from '@/lib/server/route';

const input = mixInput.extend({ takeId: id });

export const POST = route({ input, writes: true, limit: 'mix' }, mixTake);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('POST');
