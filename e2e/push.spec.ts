import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, type Worker } from '@playwright/test';
import { openPushService, type Received } from '@/lib/server/test-push-service';
import { DESK, test } from './people';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

/** What is pushed to the page's own worker, and what came of it. */
type Ringing = { title: string; tag: string; url: string };

const notices = (page: Page) => page.getByRole('list').getByRole('link');

test('somebody answers: the device rings, sealed and signed, and its notice leads to the take', async ({
  arrives,
  baseURL,
}) => {
  const service = await openPushService(Number(new URL(baseURL ?? '').port) + 1);
  const [ada, ben] = [await arrives({ microphone: 'none' }), await arrives({ microphone: 'none' })];
  const { page, context } = ada;
  await becomeGuest(page.request, 'Ada');
  await becomeGuest(ben.page.request, 'Ben');
  const take = await shortTake();
  const seed = await tell(page.request, take, { name: 'Ada', title: 'Who rings there' });

  const received = await test.step('it subscribes, and hears of a like and of an answer', async () => {
    const { publicKey } = await (await page.request.get('/api/v1/push')).json();
    const device = service.device(publicKey);
    expect((await page.request.put('/api/v1/push', { data: device.subscription })).status()).toBe(200);
    const like = { data: { storyId: seed.storyId, isLiked: true } };
    expect((await ben.page.request.put(`/api/v1/takes/${seed.takeId}/like`, like)).status()).toBe(200);
    await expect.poll(() => device.received.length).toBe(1);
    await tell(ben.page.request, take, { name: 'Ben', answers: { ...seed, startMs: take.durationMs } });
    await expect.poll(() => device.received.length).toBe(2);
    return device.received;
  });
  await service.close();
  const { message } = received.find(isAnswer) ?? {};
  expect(message).toMatchObject({ title: expect.stringContaining('answered you in'), url: /^\/s\// });

  await test.step('the worker shows it, also while no page asks for it', async () => {
    await context.grantPermissions(['microphone', 'notifications']);
    const pushed = message as Ringing;
    await page.goto('/settings');
    const worker = await pushTo(page, JSON.stringify(pushed));
    const shown = () =>
      worker.evaluate(async () => {
        const { registration } = self as unknown as ServiceWorkerGlobalScope;
        return (await registration.getNotifications()).map(({ title, tag, data }) => ({ title, tag, url: data.url }));
      });
    await expect.poll(shown).toEqual([pushed]);
    const opened = await click(worker);
    await expect.poll(shown).toEqual([]);
    expect(new URL(opened).pathname).toBe(pushed.url);
    await page.goto(opened);
    await expect(page.getByText('Ben').first()).toBeVisible();
  });
});

const isAnswer = ({ message }: Received): boolean => (message as Ringing).tag.startsWith('answer');

test('a list of what one was told: each leads to its place, and is read when it was seen', async ({ arrives }) => {
  const [{ page }, ben] = [await arrives({ microphone: 'none' }), await arrives({ microphone: 'none' })];
  await page.goto('/notices');
  await expect(page.getByText('You have no name here yet')).toBeVisible();
  await becomeGuest(page.request, 'Ada');
  await becomeGuest(ben.page.request, 'Ben');
  await page.reload();
  await expect(page.getByText('Nothing yet')).toBeVisible();
  const take = await shortTake();
  const seed = await tell(page.request, take, { name: 'Ada', title: 'Who is told' });
  await ben.page.request.put(`/api/v1/takes/${seed.takeId}/like`, { data: { storyId: seed.storyId, isLiked: true } });
  await tell(ben.page.request, take, { name: 'Ben', answers: { ...seed, startMs: take.durationMs } });
  const unread = async () => (await (await page.request.get('/api/v1/me')).json()).unread;
  expect(await unread()).toBe(2);

  await page.reload();
  await expect(notices(page)).toHaveText([/^New: Ben answered you in “Who is told”\./, /^New: Ben likes your take in/]);
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect.poll(unread).toBe(0);
  await page.reload();
  await expect(notices(page)).toHaveText([/^Ben answered/, /^Ben likes/]);

  await test.step('what one is told is one’s own choice', async () => {
    await page.getByText('What you are told').click();
    const likes = page.getByRole('checkbox', { name: 'Likes: in the app' });
    await likes.uncheck();
    await expect(likes).toBeEnabled();
    await page.reload();
    await expect(notices(page)).toHaveText([/^Ben answered/]);
    await page.getByText('What you are told').click();
    await expect(likes).not.toBeChecked();
  });

  await test.step('and it is for everybody', async () => {
    for (const viewport of [{ width: 390, height: 844 }, DESK]) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      }
    }
  });

  await notices(page).first().click();
  await expect(page).toHaveURL(new RegExp(`/s/${seed.storyId}/`));
});

/** Delivers a push to the worker of this page as the browser does when one comes. Answers the worker. */
async function pushTo(page: Page, data: string): Promise<Worker> {
  const origin = new URL(page.url()).origin;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const protocol = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    protocol.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (ours) resolve(ours.registrationId);
    });
  });
  await protocol.send('ServiceWorker.enable');
  const registrationId = await registered;
  await protocol.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  const [worker] = page.context().serviceWorkers();
  if (!worker) throw new Error('this page has no worker');
  return worker;
}

/** Clicks the notification as a person would; a browser opens pages for real clicks alone, so this only tells which it would be. */
const click = (worker: Worker): Promise<string> =>
  worker.evaluate(async () => {
    const scope = self as unknown as ServiceWorkerGlobalScope;
    const opened = new Promise<string>((resolve) => {
      Object.assign(scope.clients, { openWindow: async (url: string) => resolve(url) });
    });
    const [notification] = await scope.registration.getNotifications();
    if (notification) scope.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
    return opened;
  });
