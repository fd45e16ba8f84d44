import { AppError } from '@/lib/domain/errors';
import { createApi, readApi } from './api';
import { registerWorker } from './app-version';
import { isStandalone } from './install-offer';

/**
 * Whether this device rings. `install`: it would, once the app is on its home screen (iOS). `denied`: its person said no, and only
 * they can change that, in the browser. `none`: it has no way.
 */
export type PushState = 'on' | 'off' | 'denied' | 'install' | 'none';

const DEADLINE_MS = 20_000;

const canPush = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

export async function pushState(): Promise<PushState> {
  // Only engines that can put a page on the home screen without being asked by it have this.
  if (!canPush()) return 'standalone' in navigator && !isStandalone() ? 'install' : 'none';
  if (Notification.permission === 'denied') return 'denied';
  return (await subscription()) && Notification.permission === 'granted' ? 'on' : 'off';
}

/** Where the service worker is not there yet there is nothing to end; nobody waits for one to come. */
const subscription = async (): Promise<PushSubscription | null> =>
  (await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()) ?? null;

/**
 * Asks the person, so it is called by a tap alone; then this device rings. Throws push_unavailable where the browser or this place
 * cannot, and what the server answers.
 */
export async function startPush(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const { publicKey } = (await readApi('/api/v1/push', DEADLINE_MS)) as { publicKey: string | null };
  if (publicKey === null) throw new AppError('push_unavailable');
  const { pushManager } = await registered();
  const subscribed = await pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
    .catch((cause: unknown) => {
      throw new AppError('push_unavailable', { cause });
    });
  await send(subscribed);
  return 'on';
}

/** This device rings no more: here at once, and on the server if it can be reached; one that rings in vain is forgotten there. */
export async function stopPush(): Promise<void> {
  if (!canPush()) return;
  try {
    const known = await subscription();
    if (!known) return;
    await known.unsubscribe();
    await createApi()('POST', '/api/v1/push/end', { endpoint: known.endpoint }, DEADLINE_MS);
  } catch (cause) {
    if (!(cause instanceof AppError)) reportError(cause);
  }
}

/** The server may have forgotten a device that rings, as after its session was ended from another one: whoever is here now is told here. */
export async function keepPush(): Promise<void> {
  const known = canPush() && Notification.permission === 'granted' && (await subscription());
  if (known) await send(known);
}

/** The worker is installed when the line is quiet; until then there is nothing to subscribe with. */
async function registered(): Promise<ServiceWorkerRegistration> {
  await registerWorker(navigator.serviceWorker);
  return navigator.serviceWorker.ready;
}

async function send(subscribed: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscribed.toJSON();
  await createApi()('PUT', '/api/v1/push', { endpoint, keys }, DEADLINE_MS);
}
