import { NextRequest, NextResponse } from 'next/server';
import NextAuth from 'next-auth';
import { v4 as uuid } from 'uuid';
import { bareContentType } from '@/lib/domain/audio-format';
import { errorStatus } from '@/lib/domain/error-codes';
import { AppError } from '@/lib/domain/errors';
import { leave } from '@/lib/server/account';
import { authOptions } from '@/lib/server/auth';
import { type Ctx, openContext } from '@/lib/server/context';
import { spend } from '@/lib/server/limits';
import { boundedText, errorResponse } from '@/lib/server/route';
import { assertSameOrigin } from '@/lib/server/same-origin';
import { isBehindTls } from '@/lib/server/session';

/** The library says 401 to all who are not let in; who may come back with the same is told so, and when. */
const COME_BACK = new Set([429, 503]);

type Context = { params: Promise<{ nextauth: string[] }> };

async function answer(request: NextRequest, context: Context): Promise<Response> {
  const requestId = uuid();
  try {
    const ctx = await openContext({ requestId });
    await spend('request', ctx);
    const [what, provider] = (await context.params).nextauth;
    // Of the library's own session nobody knows more than of ours, and ours outlasts it.
    if (what === 'session') return whoIsHere(ctx.actor);
    const refusals: AppError[] = [];
    const options = authOptions(await isBehindTls(), (error) => refusals.push(error));
    if (request.method !== 'POST') return known(await NextAuth(request, context, options));

    const form = await formOf(request);
    // Apple comes back with a form of its own site, which no cookie of ours goes with; with the link that it becomes they do.
    if (what === 'callback' && provider === 'apple') return asLink(request, form);
    assertSameOrigin(request.headers);
    await spend('write', ctx);
    const { url, method, headers } = request;
    const answered = known(await NextAuth(new NextRequest(url, { method, headers, body: form }), context, options));
    const later = refusals.find(({ code }) => COME_BACK.has(errorStatus(code)));
    if (later) throw later;
    if (what === 'signout' && (await isOwnForm(answered))) await leave();
    return answered;
  } catch (thrown) {
    return errorResponse(thrown, request, requestId);
  }
}

async function formOf(request: NextRequest): Promise<string> {
  const type = bareContentType(request.headers.get('content-type') ?? '');
  if (type === 'application/x-www-form-urlencoded') return boundedText(request);
  throw new AppError('invalid_request', { details: { issues: ['content-type'] } });
}

/** The library calls it its own fault when it is asked for what it does not have. What goes wrong here it tells by a link. */
function known(answered: Response): Response {
  if (answered.status >= 500) throw new AppError('not_found');
  return answered;
}

/** Whoever sends a form without the token of one that was made here is led to make one, and nothing is done. */
const isOwnForm = async (answered: Response): Promise<boolean> =>
  !(answered.headers.get('location') ?? (await answered.clone().text())).includes('csrf=true');

function whoIsHere(actor: Ctx['actor']): Response {
  const session = actor ? { user: { id: actor.id, name: actor.name } } : {};
  return NextResponse.json(session, { headers: { 'Cache-Control': 'no-store' } });
}

function asLink(request: NextRequest, form: string): Response {
  const Location = `${request.nextUrl.pathname}?${new URLSearchParams(form)}`;
  return new Response(null, { status: 303, headers: { Location } });
}

export { answer as GET, answer as POST };
