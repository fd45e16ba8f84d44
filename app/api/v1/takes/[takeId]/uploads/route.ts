import { announceUploads as announceInput, id } from '@/lib/domain/schemas';
import { otherMethodsThan, route } from '@/lib/server/route';
import { announceUploads } from '@/lib/server/uploads';

const input = announceInput.extend({ takeId: id });

export const POST = route({ input, writes: true, limit: 'announce' }, announceUploads);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('POST');
