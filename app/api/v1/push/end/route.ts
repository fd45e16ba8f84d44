import { z } from 'zod';
import { unsubscribeDevice } from '@/lib/server/push';
import { otherMethodsThan, route } from '@/lib/server/route';

const input = z.object({
  endpoint: z
    .string()
    .max(1_000)
    .regex(/^[!-~]+$/),
});

/** This device is told nothing more. */
export const POST = route({ input, writes: true }, async (ctx, { endpoint }) => {
  await unsubscribeDevice(ctx, { endpoint });
  return {};
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('POST');
