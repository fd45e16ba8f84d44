import { finishUpload as finishInput, id } from '@/lib/domain/schemas';
import { otherMethodsThan, route } from '@/lib/server/route';
import { finishUpload } from '@/lib/server/uploads';

const input = finishInput.safeExtend({ takeId: id });

export const POST = route({ input, writes: true }, finishUpload);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('POST');
