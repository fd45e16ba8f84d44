import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { createScope } from '@/lib/scope';
import type { Delivery, Progress } from '@/lib/studio/ports';
import { createDeliver } from './deliver';
import { openDeviceDatabase } from './device-database';
import { openDrafts } from './drafts';
import { createOutbox, type Live, type OutboxPorts } from './outbox-runner';
import { createPublisher } from './publisher';
import { bytesOf, draftOf, freshDevice, refusingDatabase } from './test-device';
import { createTestServer, type TestServer } from './test-server';

const storyId = '01980000-0000-7000-8000-0000000000ff';
const takeId = '01980000-0000-7000-8000-000000000001';
const FORM = { title: 'The dark house', name: 'Ben', visibility: 'public' as const };
/** Of this, the publisher needs no more: the take itself is on the device. */
const delivery = { takeId, storyId, form: FORM } as unknown as Delivery;

let server: TestServer;
let channel: Set<(live: Live) => void>;
let now: number;
/** What the server answers next, in place of what it would. */
let faults: AppError[];
let holder: Promise<unknown>;

beforeEach(() => {
  freshDevice();
  now = 1_800_000_000_000;
  server = createTestServer(() => now);
  channel = new Set();
  faults = [];
  holder = Promise.resolve();
});

/** A page on a real store of drafts, with a server that answers at once. */
function openPage(over: Partial<OutboxPorts> = {}, database = openDeviceDatabase()) {
  const drafts = openDrafts(createScope(), database);
  const timers: (() => void)[] = [];
  let hear: (live: Live) => void = () => undefined;
  const reported: unknown[] = [];
  const failing = <T>(answer: () => T) => {
    const fault = faults.shift();
    if (fault) throw fault;
    return answer();
  };
  const outbox = createOutbox({
    drafts,
    deliver: createDeliver({
      drafts,
      api: async (method, path, body) => failing(() => server.api(method, path, JSON.parse(JSON.stringify(body)))),
      put: async ({ url }, bytes, onSent) =>
        failing(() => {
          server.put(url, bytes);
          onSent(bytes.length);
        }),
      signIn: async () => server.signIn(),
    }),
    inTurn: (run) => {
      const turn = holder.then(run);
      holder = turn.catch(() => undefined);
      return turn;
    },
    clock: {
      now: () => now,
      after(_, run) {
        timers.push(run);
        return () => void timers.splice(timers.indexOf(run), 1);
      },
    },
    random: () => 1,
    page: { isOnline: () => true, listen: () => undefined },
    otherPages: {
      tell: (live) => {
        for (const other of channel) if (other !== hear) other(live);
      },
      listen(_, listener) {
        hear = listener;
        channel.add(listener);
      },
    },
    report: (cause) => void reported.push(cause),
    ...over,
  });
  return { drafts, outbox, reported, wake: () => timers.splice(0).map((run) => run()) };
}

type Page = ReturnType<typeof openPage>;

async function record({ drafts }: Page, id = takeId): Promise<void> {
  await drafts.begin(draftOf(id, { storyId, stage: 'review' }));
  await drafts.append(id, bytesOf(`what ${id} says, and it goes on for a while`));
}

/** Until the take is there. */
const statusAt = (page: Page, at: string, id = takeId) =>
  vi.waitFor(() => expect(page.outbox.statusOf(id)).toMatchObject({ at }), { interval: 5 });

it('a page that is closed while it lets a published take go reports nothing', async () => {
  const [letting, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const drafts = openDrafts(createScope(), openDeviceDatabase());
  const page = openPage({
    drafts: {
      ...drafts,
      async lighten() {
        letting.resolve();
        await closed.promise;
        throw new AppError('device_unreadable');
      },
    },
  });
  await record(page);
  await page.outbox.ask(takeId, delivery.form);
  await letting.promise;
  page.outbox.close();
  closed.resolve();
  // The failure has gone through everything that waited for it once the store has answered again.
  expect(await drafts.get(takeId)).toMatchObject({ delivery: { at: 'published' } });
  expect(page.reported).toEqual([]);
});

describe('the publisher of a studio', () => {
  it('follows the take to its page', async () => {
    const page = openPage();
    await record(page);
    const steps: Progress[] = [];
    const url = await createPublisher(page.outbox).publish(delivery, (step) => steps.push(step));
    expect(url).toBe(`/s/${storyId}/${takeId}`);
    expect(server.created).toEqual([takeId]);
    const stations = steps.map((step) => ('doing' in step ? step.doing : step.station));
    expect([...new Set(stations)]).toEqual(['device', 'waiting', 'network', 'mixing', 'publishing']);
    await vi.waitFor(async () => expect(await page.drafts.bytes(takeId)).toBe(0));
    expect(page.outbox.pending()).toBe(0);
    expect(page.reported).toEqual([]);
  });

  it('waits for passing trouble, and says of which kind it is', async () => {
    const page = openPage();
    await record(page);
    faults = [new AppError('network_unreachable'), new AppError('database_unavailable')];
    const steps: Progress[] = [];
    const url = createPublisher(page.outbox).publish(delivery, (step) => steps.push(step));
    for (const [reason, code] of [
      ['network', 'network_unreachable'],
      ['retry', 'database_unavailable'],
    ]) {
      await vi.waitFor(() => expect(steps).toContainEqual({ station: 'waiting', for: reason, code }), { interval: 5 });
      now += 60_000;
      page.wake();
    }
    expect(await url).toBe(`/s/${storyId}/${takeId}`);
  });

  it('gives a refused take back to the review, to be changed and sent again', async () => {
    const page = openPage();
    await record(page);
    const publisher = createPublisher(page.outbox);
    const bad = { ...delivery, form: { ...FORM, title: 'bad' } };
    await expect(publisher.publish(bad, () => undefined)).rejects.toMatchObject({ code: 'title_invalid' });
    expect(await page.drafts.get(takeId)).toMatchObject({ stage: 'review', delivery: null });
    expect(await publisher.publish(delivery, () => undefined)).toBe(`/s/${storyId}/${takeId}`);
    expect(server.takes.get(takeId)?.title).toBe('The dark house');
  });

  it('says so when the take is not on the device, or is thrown away in another page meanwhile', async () => {
    const page = openPage({ inTurn: () => new Promise(() => undefined) });
    const publisher = createPublisher(page.outbox);
    await expect(publisher.publish(delivery, () => undefined)).rejects.toMatchObject({ code: 'draft_incomplete' });
    await record(page);
    const gone = expect(publisher.publish(delivery, () => undefined)).rejects.toMatchObject({
      code: 'draft_incomplete',
    });
    await statusAt(page, 'waiting');
    await page.drafts.remove(takeId);
    await gone;
  });
});

describe('the outbox of a page', () => {
  it('goes on with what an earlier visit has asked', async () => {
    const before = openPage({ inTurn: () => new Promise(() => undefined) });
    await record(before);
    await before.outbox.ask(takeId, FORM);
    expect(before.outbox.pending()).toBe(1);
    before.outbox.close();
    await statusAt(openPage(), 'published');
    expect(server.created).toEqual([takeId]);
  });

  it('sends a take that the device has refused to store, since no other page can', async () => {
    const database = refusingDatabase();
    database.refuseAfter(0);
    const page = openPage({}, database);
    await record(page);
    expect(page.drafts.isVolatile(takeId)).toBe(true);
    await page.outbox.ask(takeId, FORM);
    await statusAt(page, 'published');
    expect(server.created).toEqual([takeId]);
  });

  it('leaves a server alone for as long as it asks for, also when another page opens meanwhile', async () => {
    const page = openPage();
    await record(page);
    faults = [new AppError('too_many_requests', { details: { retryAfterMs: 90_000 } })];
    await page.outbox.ask(takeId, FORM);
    const late = { at: 'waiting', for: 'retry', code: 'too_many_requests', retryAt: now + 90_000 };
    await vi.waitFor(() => expect(page.outbox.statusOf(takeId)).toEqual(late), { interval: 5 });
    const other = openPage();
    await vi.waitFor(() => expect(other.outbox.statusOf(takeId)).toEqual(late), { interval: 5 });
    now += 89_999;
    page.wake();
    other.wake();
    await vi.waitFor(() => expect(other.outbox.statusOf(takeId)).toEqual(late), { interval: 5 });
    expect(server.created).toEqual([]);
    now += 1;
    page.wake();
    await statusAt(page, 'published');
  });

  it('keeps a refused take until the person tries again or takes it back', async () => {
    const page = openPage();
    await record(page);
    await page.outbox.ask(takeId, { ...FORM, title: 'bad' });
    await statusAt(page, 'refused');
    expect(page.outbox.pending()).toBe(1);
    await page.outbox.retry(takeId);
    await statusAt(page, 'refused');
    expect(await page.outbox.withdraw(takeId)).toBe(true);
    expect(page.outbox.statusOf(takeId)).toEqual({ at: 'device' });
    expect(await page.outbox.withdraw(takeId)).toBe(false);
    await page.outbox.ask(takeId, FORM);
    await statusAt(page, 'published');
    expect(await page.outbox.withdraw(takeId)).toBe(false);
  });

  it('takes nothing back that is under way, shows it to the other pages, and stops when it is closed', async () => {
    let signal: AbortSignal | undefined;
    const page = openPage({
      deliver: (step) => {
        signal = step.signal;
        step.onProgress(3, 9);
        return new Promise(() => undefined);
      },
    });
    const other = openPage();
    await record(page);
    await page.outbox.ask(takeId, FORM);
    const status = { at: 'uploading', sentBytes: 3, totalBytes: 9 };
    for (const { outbox } of [page, other]) {
      await vi.waitFor(() => expect(outbox.statusOf(takeId)).toEqual(status), { interval: 5 });
      expect(await outbox.withdraw(takeId)).toBe(false);
      expect(outbox.statusOf(takeId)).toBe(outbox.statusOf(takeId));
    }
    expect(signal?.aborted).toBe(false);
    page.outbox.close();
    expect(signal?.aborted).toBe(true);
    await statusAt(other, 'published');
    expect(server.created).toEqual([takeId]);
  });

  it('breaks an upload off when its take is thrown away', async () => {
    let signal: AbortSignal | undefined;
    const page = openPage({
      deliver: (step) => {
        signal = step.signal;
        return new Promise(() => undefined);
      },
    });
    await record(page);
    await page.outbox.ask(takeId, FORM);
    await statusAt(page, 'uploading');
    await page.drafts.remove(takeId);
    await vi.waitFor(() => expect(signal?.aborted).toBe(true), { interval: 5 });
  });

  it('tells its listeners of changes and of nothing else', async () => {
    const page = openPage();
    let calls = 0;
    const unsubscribe = page.outbox.subscribe(() => {
      calls += 1;
    });
    await record(page);
    await vi.waitFor(() => expect(page.outbox.statusOf(takeId)).toEqual({ at: 'device' }));
    const before = calls;
    await page.drafts.change(takeId, (draft) => ({ ...draft, form: FORM }));
    await page.outbox.retry(takeId);
    expect(calls).toBe(before);
    await page.outbox.ask(takeId, FORM);
    expect(calls).toBeGreaterThan(before);
    unsubscribe();
    await statusAt(page, 'published');
    expect(page.outbox.statusOf('nobody')).toBeNull();
  });
});
