import { z } from 'zod';
import { pushKey, subscribe } from '@/lib/server/push';
import { otherMethodsThan, route } from '@/lib/server/route';

const endpoint = z
  .url({ protocol: /^https?$/ })
  .max(1_000)
  .regex(/^[!-~]+$/);
/** A point of P-256 and 16 bytes, as a browser's subscription has them. */
const keys = z.object({ p256dh: z.base64url().length(87), auth: z.base64url().length(22) });
const input = z.object({ endpoint, keys, replaces: endpoint.optional() });

/** What a device subscribes with. */
export const GET = route({ input: z.object({}) }, async () => ({ publicKey: pushKey() }));

/** `replaces`: the endpoint that this device had before. */
export const PUT = route({ input, writes: true }, async (ctx, { keys: { p256dh, auth }, ...rest }) => {
  await subscribe(ctx, { ...rest, p256dh, auth });
  return {};
});

export const { POST, PATCH, DELETE, OPTIONS } = otherMethodsThan('PUT');
