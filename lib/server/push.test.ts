import { createECDH, generateKeyPairSync } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { POST as endRoute } from '@/app/api/v1/push/end/route';
import { GET as keyRoute, PUT as subscribeRoute } from '@/app/api/v1/push/route';
import { PUT as likeRoute } from '@/app/api/v1/takes/[takeId]/like/route';
import { pushSubscriptions, sessions } from '@/db/people';
import { stories, users } from '@/db/schema';
import { newTake, publishSeed } from '@/db/test-takes';
import { pushNotice } from './jobs/push-notice';
import { log } from './log';
import { readNotices, tell } from './notices';
import { isPublicAddress, pushDoor } from './push-door';
import { callRoute, ctxOf, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';
import { openPushService } from './test-push-service';

let app: TestApp;
let service: Awaited<ReturnType<typeof openPushService>>;
let appKey: string;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  service = await openPushService();
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(pair.d ?? '', 'base64url');
  appKey = ecdh.getPublicKey('base64url');
  Object.assign(process.env, {
    VAPID_PUBLIC_KEY: appKey,
    VAPID_PRIVATE_KEY: pair.d,
    VAPID_SUBJECT: 'mailto:ops@tap.test',
    PUSH_ALLOW: `other.test:1, ${service.host}`,
  });
  app = await openTestApp();
});
afterAll(async () => {
  await app.close();
  await service.close();
});
beforeEach(async () => {
  service.answer(null);
  ada = await signIn(app, 'Ada');
  ben = await signIn(app, 'Ben');
});

const subscribe = (as: Person | null, body: object) =>
  callRoute(subscribeRoute, 'PUT', '/api/v1/push', {}, { as, body });
/** A device of Ada's that rings. */
async function phone(as = ada) {
  const device = service.device(appKey);
  expect((await subscribe(as, device.subscription)).status).toBe(200);
  return device;
}
const seedOf = (person: Person) => publishSeed(app.db, newTake({ authorId: person.id }));
type Job = { data: { noticeId: string; device: string } };
const waiting = async () =>
  (await app.db.execute<Job>(sql`delete from pgboss.job where name = 'notice.push' returning data`)).map(
    ({ data }) => data,
  );
const work = async () => {
  const outcomes: string[] = [];
  for (const job of await waiting()) outcomes.push(await pushNotice({ db: app.db, storage: app.storage, log }, job));
  return outcomes;
};
const answerNotice = async () => {
  const seed = await seedOf(ada);
  await app.db.transaction((tx) =>
    tell(tx, { userId: ada.id, kind: 'answer', storyId: seed.storyId, takeId: seed.id, byId: ben.id }),
  );
  return seed;
};
const endpoints = async (person: Person) =>
  (await app.db.select().from(pushSubscriptions).where(eq(pushSubscriptions.userId, person.id))).map(
    ({ endpoint }) => endpoint,
  );

test('what is told reaches the device, sealed for it alone and signed by this place', async () => {
  const [device, other] = [await phone(), service.device(appKey)];
  const { storyId, id } = await answerNotice();
  expect(await work()).toEqual(['sent']);
  const [push] = device.received;
  expect(push?.message).toEqual({
    title: '\u2068Ben\u2069 answered you in “\u2068A story\u2069”.',
    tag: `answer ${id}`,
    url: `/s/${storyId}/${id}`,
  });
  expect(push?.claims).toMatchObject({ aud: `http://${service.host}`, sub: 'mailto:ops@tap.test' });
  expect(push?.headers).toMatchObject({
    urgency: 'normal',
    ttl: '604800',
    topic: expect.stringMatching(/^[\w-]{32}$/),
  });
  expect(other.received).toEqual([]);
});

test('a like rings by the route that likes, once, and low', async () => {
  const device = await phone();
  const seed = await seedOf(ada);
  for (const isLiked of [true, false, true]) {
    const body = { storyId: seed.storyId, isLiked };
    const answer = await callRoute(likeRoute, 'PUT', '/', { takeId: seed.id }, { as: ben, body });
    expect(answer.status).toBe(200);
  }
  expect(await work()).toEqual(['sent']);
  expect(device.received).toMatchObject([{ headers: { urgency: 'low' } }]);
});

test('nothing rings for what was read by then', async () => {
  await phone();
  await answerNotice();
  await readNotices(ctxOf(app, ada), { ids: 'all' });
  expect(await work()).toEqual(['nothing to tell']);
});

test('nothing rings for a story that is not theirs to hear any more, nor with somebody who is suspended by then', async () => {
  const device = await phone();
  const { storyId } = await answerNotice();
  const settle = (change: Partial<typeof stories.$inferInsert>) =>
    app.db.update(stories).set(change).where(eq(stories.id, storyId));
  await settle({ visibility: 'private', ownerId: ben.id });
  expect(await work()).toEqual(['nothing to tell']);
  await answerNotice();
  await app.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, ada.id));
  expect(await work()).toEqual(['nothing to tell']);
  await app.db.transaction((tx) => tell(tx, { userId: ada.id, kind: 'decision', storyId }));
  expect(await work()).toEqual(['sent']);
  expect(device.received).toHaveLength(1);
});

test('a deed that is undone rings nowhere', async () => {
  await phone();
  const seed = await seedOf(ada);
  await expect(
    app.db.transaction(async (tx) => {
      await tell(tx, { userId: ada.id, kind: 'answer', storyId: seed.storyId, takeId: seed.id, byId: ben.id });
      throw new Error('changed our mind');
    }),
  ).rejects.toThrow('changed our mind');
  expect(await waiting()).toEqual([]);
});

describe('a push service that answers', () => {
  test.each([404, 410])('%i: the device is forgotten', async (status) => {
    await phone();
    await answerNotice();
    service.answer(status);
    expect(await work()).toEqual(['gone']);
    expect(await endpoints(ada)).toEqual([]);
  });

  test.each([429, 500, 503])('%i: it is tried again', async (status) => {
    await phone();
    await answerNotice();
    service.answer(status);
    await expect(work()).rejects.toThrow(String(status));
    expect(await endpoints(ada)).toHaveLength(1);
  });

  test.each([302, 400, 403, 413])('%i: it is left, and the device stays', async (status) => {
    await phone();
    await answerNotice();
    service.answer(status);
    expect(await work()).toEqual(['refused']);
    expect(await endpoints(ada)).toHaveLength(1);
  });
});

describe('a device', () => {
  test('gets the key that it subscribes with', async () => {
    expect(await (await callRoute(keyRoute, 'GET', '/api/v1/push', {})).json()).toEqual({ publicKey: appKey });
  });

  test('of somebody else now rings for them alone', async () => {
    const device = await phone(ada);
    await subscribe(ben, device.subscription);
    await answerNotice();
    expect([await endpoints(ada), await waiting()]).toEqual([[], []]);
    expect(await endpoints(ben)).toEqual([device.subscription.endpoint]);
  });

  test('that has another address now keeps no other', async () => {
    const [before, after] = [await phone(), service.device(appKey)];
    await subscribe(ada, { ...after.subscription, replaces: before.subscription.endpoint });
    expect(await endpoints(ada)).toEqual([after.subscription.endpoint]);
  });

  test('is ended by its person alone, and with their session', async () => {
    const { endpoint } = (await phone()).subscription;
    const end = (as: Person) => callRoute(endRoute, 'POST', '/', {}, { as, body: { endpoint } });
    expect((await end(ben)).status).toBe(200);
    expect(await endpoints(ada)).toHaveLength(1);
    expect((await end(ada)).status).toBe(200);
    expect(await endpoints(ada)).toHaveLength(0);
    await phone();
    const sessionId = uuidv7();
    const session = { id: sessionId, userId: ada.id, tokenSha256: '0'.repeat(64), client: 'Firefox' };
    await app.db.insert(sessions).values(session);
    await app.db.update(pushSubscriptions).set({ sessionId }).where(eq(pushSubscriptions.userId, ada.id));
    await app.db.delete(sessions).where(eq(sessions.id, sessionId));
    expect(await endpoints(ada)).toHaveLength(0);
  });

  test.each([
    ['without TLS', 'http://push.example/1'],
    ['of this machine', 'https://127.0.0.1/1'],
    ['of a house', 'https://192.168.1.1/1'],
    ['of a provider’s inside', 'https://169.254.169.254/latest'],
    ['in another writing', 'https://0x7f000001/1'],
    ['in IPv6', 'https://[::1]/1'],
    ['an IPv4 one in IPv6', 'https://[::ffff:10.0.0.1]/1'],
    ['on another port', 'https://push.example:8443/1'],
    ['with a password', 'https://a:b@push.example/1'],
  ])('cannot name an address %s', async (_what, endpoint) => {
    const { keys } = service.device(appKey).subscription;
    expect(await refusal(await subscribe(ada, { endpoint, keys }))).toMatchObject({ code: 'push_unavailable' });
    expect(await endpoints(ada)).toEqual([]);
  });

  test('of nobody is none', async () => {
    const { subscription } = service.device(appKey);
    expect(await refusal(await subscribe(null, subscription))).toMatchObject({ status: 401 });
  });

  test.each(['short', `B${'A'.repeat(86)}`])('with a key that is none is refused at its door: %s', async (p256dh) => {
    const { endpoint, keys } = service.device(appKey).subscription;
    const answer = await subscribe(ada, { endpoint, keys: { ...keys, p256dh } });
    expect(await refusal(answer)).toMatchObject({ code: 'invalid_request' });
  });
});

describe('an address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '142.250.1.1', '2606:4700::1', '2a00:1450:4001::1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '2001:db8::1',
    '2002:a00:1::',
    'push.example',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

test('a name that leads into the house is not followed', async () => {
  const door = pushDoor('https://localhost/push');
  const { lookup } = door ?? {};
  const led = Promise.withResolvers<unknown>();
  lookup?.('localhost', { all: true }, (fault) => led.resolve(fault));
  expect(await led.promise).toMatchObject({ code: 'ENOTPUBLIC' });
});
