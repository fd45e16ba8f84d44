import { z } from 'zod';
import { exportAccount } from '@/lib/server/export';
import { otherMethodsThan, route } from '@/lib/server/route';

export const GET = route({ input: z.object({}), limit: 'export', ownPages: true }, exportAccount);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
