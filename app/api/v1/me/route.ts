import { z } from 'zod';
import { viewMe } from '@/lib/server/me';
import { otherMethodsThan, route } from '@/lib/server/route';

export const GET = route({ input: z.object({}), renews: true }, viewMe);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
