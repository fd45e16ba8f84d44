import { v4 as uuid } from 'uuid';
import { z } from 'zod';
import { openContext } from '@/lib/server/context';
import { spend } from '@/lib/server/limits';
import { unsubscribe } from '@/lib/server/notices';
import { errorResponse, otherMethodsThan, route } from '@/lib/server/route';

const input = z.object({ token: z.string().max(200) });

/** A reader's browser gets a page with a button: whatever only looks at a mail's links ends nothing. */
export const GET = route({ input }, async (_ctx, { token }) => {
  const location = `/notices/unsubscribe?${new URLSearchParams({ token })}`;
  return new Response(null, { status: 303, headers: { Location: location } });
});

/** RFC 8058: the reader's mail program, which has no session and sends a form from no page. The token is all that counts. */
export async function POST(request: Request): Promise<Response> {
  const requestId = uuid();
  try {
    const ctx = await openContext({ requestId });
    await spend('request', ctx);
    await unsubscribe(ctx, { token: new URL(request.url).searchParams.get('token') ?? '' });
    return new Response(null, { status: 204 });
  } catch (thrown) {
    return errorResponse(thrown, request, requestId);
  }
}

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('POST');
