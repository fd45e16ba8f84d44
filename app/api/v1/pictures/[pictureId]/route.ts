import { z } from 'zod';
import { id } from '@/lib/domain/schemas';
import { readPicture } from '@/lib/server/pictures';
import { otherMethodsThan, route } from '@/lib/server/route';

const input = z.object({ pictureId: id });

/** Another picture has another id, so this one may be kept for good; a cover by nobody but whoever asked. */
export const GET = route({ input }, async (ctx, asked) => {
  const { bytes, isCover } = await readPicture(ctx, asked);
  return new Response(new Uint8Array(bytes), {
    headers: {
      'Content-Type': 'image/webp',
      'Content-Disposition': 'inline',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': `${isCover ? 'private' : 'public'}, max-age=31536000, immutable`,
    },
  });
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('GET');
