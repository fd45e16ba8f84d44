import { GET as getMe } from '@/app/api/v1/me/route';
import type { Me } from '@/lib/domain/me';
import { type Ask, callRoute } from '@/lib/server/test-api';
import { GET, POST } from './[...nextauth]/route';

type Cookies = Map<string, string>;

/** A browser that keeps its cookies, for journeys through sessions. */
export function openBrowser({
  userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
} = {}) {
  const cookies: Cookies = new Map();
  const lastSet: Cookies = new Map();

  async function call<Params>(
    handler: Parameters<typeof callRoute<Params>>[0],
    method: string,
    path: string,
    params: Params,
    ask: Ask = {},
  ): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'user-agent': userAgent, ...(cookie && { cookie }), ...ask.headers };
    const answer = await callRoute(handler, method, path, params, { ...ask, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      lastSet.set(name, line);
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, decodeURIComponent(value));
    }
    return answer;
  }

  async function form(path: string, fields: Record<string, string>): Promise<{ status: number; error: string | null }> {
    const nextauth = path.split('/');
    const csrf = await call(GET, 'GET', '/api/auth/csrf', { nextauth: ['csrf'] });
    const { csrfToken } = await csrf.json();
    const answer = await call(
      POST,
      'POST',
      `/api/auth/${path}`,
      { nextauth },
      {
        raw: new URLSearchParams({ csrfToken, json: 'true', ...fields }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    );
    const { url } = await answer.json();
    return { status: answer.status, error: new URL(url, 'http://tap.test').searchParams.get('error') };
  }

  return {
    cookies,
    /** The last Set-Cookie of each name, as it was sent. */
    lastSet,
    call,
    signIn: (provider: string, fields: Record<string, string>) => form(`callback/${provider}`, fields),
    signOut: () => form('signout', {}),
    async me(): Promise<Me> {
      const answer = await call(getMe, 'GET', '/api/v1/me', {});
      return answer.json();
    },
    /** Calls a server action from this browser. */
    async act<Input, Done>(action: (input: Input) => Promise<Done>, input: Input): Promise<Done> {
      const answer = await call(async () => Response.json({ done: await action(input) }), 'POST', '/account', {});
      const { done } = await answer.json();
      return done;
    },
    /** A quarter of an hour goes by: the signed cookie is gone, the device's token stays. */
    waitOutSession: () => cookies.delete('next-auth.session-token'),
  };
}
