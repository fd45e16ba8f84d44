/** What the server sends (lib/server/push.ts), encrypted for this device. */
type Message = { title: string; tag: string; url: string };

/** Shows what was pushed. A browser that gets no notification for a push shows one of its own, and then takes the right away. */
export async function show(registration: ServiceWorkerRegistration, data: PushMessageData | null): Promise<void> {
  const { title, tag, url } = read(data);
  await registration.showNotification(title, { tag, icon: '/icon-192.png', badge: '/icon-192.png', data: { url } });
}

function read(data: PushMessageData | null): Message {
  try {
    return { ...NEWS, ...(data?.json() as Partial<Message> | undefined) };
  } catch {
    // Another version's, or a test of the browser's own.
    return NEWS;
  }
}

const NEWS: Message = { title: 'There is something new for you.', tag: 'notice', url: '/notices' };

/** A page of the same story goes there and comes to the front, but never the studio; else a new one opens. */
export async function openNotice(clients: Clients, origin: string, notice: Notification): Promise<void> {
  notice.close();
  const to = new URL(notice.data?.url ?? '/notices', origin);
  if (to.origin !== origin) return;
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = pages.find(({ url }) => placeOf(new URL(url)) === placeOf(to));
  if (!there) return void (await clients.openWindow(to.href));
  const front = await there.focus();
  // A page that this worker does not control yet cannot be sent anywhere.
  if (front.url !== to.href) await front.navigate(to.href).catch(() => clients.openWindow(to.href));
}

/** A story is one place, whichever of its takes is open. */
const placeOf = ({ origin, pathname }: URL): string => origin + (/^\/s\/[^/]+/.exec(pathname)?.[0] ?? pathname);

/** The browser has given this device another address: whoever is signed in here is told there from now on. */
export async function subscribeAnew(
  pushManager: PushManager,
  before: PushSubscription | null,
  now: PushSubscription | null,
) {
  const { endpoint, keys } = (now ?? (await pushManager.subscribe(before?.options))).toJSON();
  const body = JSON.stringify({ endpoint, keys, ...(before && { replaces: before.endpoint }) });
  await fetch('/api/v1/push', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body });
}
