import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNotice, show, subscribeAnew } from './notices';

const ORIGIN = 'https://tap.example';

/** The pages that are open, as the browser tells of them and does with them. */
function open(...paths: string[]) {
  const did: string[] = [];
  const page = (path: string) => ({
    url: ORIGIN + path,
    async focus() {
      did.push(`focus ${path}`);
      return this;
    },
    async navigate(to: string) {
      did.push(`go to ${to}`);
    },
  });
  const clients = {
    matchAll: async () => paths.map(page),
    openWindow: async (url: string) => void did.push(`open ${url}`),
  };
  return { did, clients: clients as unknown as Clients };
}

const notice = (url: unknown) => ({ close: vi.fn(), data: { url } }) as unknown as Notification & { close(): void };

describe('a tap on a notification', () => {
  it.each([
    ['opens what is open nowhere', [], [`open ${ORIGIN}/s/a/2`]],
    ['goes to the take on the page of its story', ['/', '/s/a/1'], ['focus /s/a/1', `go to ${ORIGIN}/s/a/2`]],
    ['comes back to a page that is there already', ['/s/a/2'], ['focus /s/a/2']],
    ['leaves the studio and other stories alone', ['/record?story=a', '/s/b/1'], [`open ${ORIGIN}/s/a/2`]],
  ])('%s', async (_what, paths, done) => {
    const { did, clients } = open(...paths);
    const tapped = notice('/s/a/2');
    await openNotice(clients, ORIGIN, tapped);
    expect([did, tapped.close]).toEqual([done, expect.any(Function)]);
    expect(tapped.close).toHaveBeenCalled();
  });

  it('leads nowhere else', async () => {
    const { did, clients } = open();
    await openNotice(clients, ORIGIN, notice('https://other.example/'));
    expect(did).toEqual([]);
  });
});

describe('a push', () => {
  const shown = async (data: unknown) => {
    const showNotification = vi.fn(async () => undefined);
    const registration = { showNotification } as unknown as ServiceWorkerRegistration;
    await show(registration, data === null ? null : ({ json: () => data } as PushMessageData));
    return showNotification.mock.calls[0];
  };

  it('shows what the server has said', async () => {
    const message = { title: 'Ben answered you.', tag: 'answer 1', url: '/s/a/1' };
    expect(await shown(message)).toEqual([
      'Ben answered you.',
      expect.objectContaining({ tag: 'answer 1', data: { url: '/s/a/1' } }),
    ]);
  });

  it.each([null, undefined])('shows something, whatever comes: %s', async (data) => {
    expect(await shown(data)).toEqual([expect.any(String), expect.objectContaining({ data: { url: '/notices' } })]);
  });
});

describe('a device that has another address now', () => {
  const asked = vi.fn(async () => new Response('{}'));
  beforeEach(() => vi.stubGlobal('fetch', asked));
  afterEach(() => vi.unstubAllGlobals());
  const subscription = (name: string) => {
    const endpoint = `https://push.example/${name}`;
    const options = { userVisibleOnly: true, applicationServerKey: null };
    return {
      endpoint,
      options,
      toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }),
    } as unknown as PushSubscription;
  };

  it('tells it, and the one that it replaces', async () => {
    const subscribe = vi.fn(async () => subscription('2'));
    const before = subscription('1');
    await subscribeAnew({ subscribe } as unknown as PushManager, before, null);
    expect(subscribe).toHaveBeenCalledWith(before.options);
    const body = {
      endpoint: 'https://push.example/2',
      keys: { p256dh: 'p', auth: 'a' },
      replaces: 'https://push.example/1',
    };
    expect(asked).toHaveBeenLastCalledWith(
      '/api/v1/push',
      expect.objectContaining({ method: 'PUT', body: JSON.stringify(body) }),
    );
  });
});
