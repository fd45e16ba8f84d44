import { z } from 'zod';
import { requestOrigin, route } from '@/lib/server/route';
import { OEMBED_AGE_SECONDS, oembed } from '@/lib/server/share/oembed';

const pixels = z.coerce.number().int().min(1).max(100_000).optional();
const input = z.object({
  url: z.string().max(2_000),
  maxwidth: pixels,
  maxheight: pixels,
  format: z.string().max(20).optional(),
});

/** Pages of every origin may ask, for it tells what everybody may know who has the link. */
export const GET = route({ input }, async (ctx, asked, { headers }) =>
  Response.json(await oembed(ctx, { ...asked, origin: requestOrigin(headers) }), {
    headers: { 'Cache-Control': `public, max-age=${OEMBED_AGE_SECONDS}`, 'Access-Control-Allow-Origin': '*' },
  }),
);
