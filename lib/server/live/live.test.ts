import pino from 'pino';
import postgres from 'postgres';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listenTo } from '@/db/listener';
import { notifyStory, STORY_CHANNEL, storyMarks } from '@/db/queries/events';
import { setLike } from '@/db/queries/likes';
import { publishTake } from '@/db/queries/publish';
import { beginSession, endSessions } from '@/db/queries/sessions';
import { createGuest } from '@/db/queries/users';
import { stories } from '@/db/schema';
import { type TestDatabase, testDatabase } from '@/db/test-database';
import { answerTo, publishSeed } from '@/db/test-takes';
import type { StoryMessage } from '@/lib/domain/story-event';
import { createLive, type Live } from './live';

let database: TestDatabase;
const open: Live[] = [];
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const live of open.splice(0)) await live.close();
});
afterAll(() => database.close());

/** What one process of the app has of it. `beatMs` and `presenceMs` as of a day unless the test is about them. */
async function aProcess({
  beatMs = 86_400_000,
  presenceMs = 86_400_000,
  silenceMs = 86_400_000,
  most = 10,
  mostOfAddress = 10,
} = {}) {
  const live = createLive({
    db: database.db,
    listen: (heard) => listenTo(database.url, STORY_CHANNEL, { ...heard, silenceMs }),
    log: pino({ level: 'silent' }),
    now: () => performance.now(),
    beatMs,
    presenceMs,
    mostListeners: { most, mostOfAddress },
  });
  open.push(live);
  await live.opened();
  return live;
}

/** Somebody who looks at a story in that process, and everything that they were told but of its seed, which may come late. */
function listens(live: Live, storyId: string, actorId: string | null = null, sessionId: string | null = null) {
  const heard = { messages: [] as StoryMessage[], beats: 0, isOver: false };
  const leave = live.join(storyId, {
    actor: actorId === null ? null : { id: actorId, role: 'guest', isSuspended: false },
    sessionId,
    address: 'somewhere',
    write(text) {
      if (text.startsWith(':')) heard.beats += 1;
      else heard.messages.push(...told(JSON.parse(text.replace(/^data: /, ''))));
    },
    end() {
      heard.isOver = true;
      leave();
    },
  });
  return heard;
}

const told = (message: StoryMessage) => (message.type === 'take' && message.take.parentId === null ? [] : [message]);
/** The first thing that they are told. */
async function hello({ messages }: { messages: StoryMessage[] }) {
  await expect.poll(() => messages[0]).toBeDefined();
  const [first] = messages;
  if (first?.type !== 'hello') throw new Error(`told ${first?.type} before hello`);
  return first;
}
const types = ({ messages }: { messages: StoryMessage[] }) => messages.map(({ type }) => type);

describe('two processes on one database', () => {
  test('hear of a take that was published in either, as the map shows it, and of nothing in another story', async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    const seed = await publishSeed(database.db);
    const [here, there] = [listens(one, seed.storyId), listens(two, seed.storyId)];
    const elsewhere = listens(two, (await publishSeed(database.db)).storyId);
    const { take } = await publishTake(database.db, answerTo(seed));
    for (const heard of [here, there]) {
      await expect.poll(() => types(heard)).toEqual(['hello', 'take']);
      expect(heard.messages[1]).toMatchObject({
        type: 'take',
        take: {
          id: take.id,
          parentId: seed.id,
          author: { name: 'Ada' },
          childCount: 0,
          likeCount: 0,
          peaks: expect.any(Array),
        },
      });
      expect(JSON.stringify(heard.messages)).not.toContain('Key');
    }
    expect(types(elsewhere)).toEqual(['hello']);
  });

  test('hear in the order in which it happened, a like after the take that it is of', async () => {
    const one = await aProcess();
    const seed = await publishSeed(database.db);
    const heard = listens(one, seed.storyId);
    const { take } = await publishTake(database.db, answerTo(seed));
    const canon = [{ parentId: seed.id, bestChildId: take.id }];
    await notifyStory(database.db, { type: 'like', storyId: seed.storyId, takeId: take.id, likeCount: 1, canon });
    await expect.poll(() => types(heard)).toEqual(['hello', 'take', 'like']);
    expect(heard.messages[2]).toEqual({ type: 'like', takeId: take.id, likeCount: 1, canon });
  });

  test('hear nothing of what was rolled back', async () => {
    const one = await aProcess();
    const seed = await publishSeed(database.db);
    const heard = listens(one, seed.storyId);
    const undone = database.db.transaction(async (tx) => {
      await publishTake(tx, answerTo(seed));
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const { take } = await publishTake(database.db, answerTo(seed));
    await expect.poll(() => types(heard)).toEqual(['hello', 'take']);
    expect(heard.messages[1]).toMatchObject({ take: { id: take.id } });
  });

  test('know who records, tell it to whoever comes later, and see it end', async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    const { storyId, id: takeId } = await publishSeed(database.db);
    const here = listens(one, storyId);
    const said = { type: 'recording', storyId, takeId, who: uuidv7(), name: 'Ben' } as const;
    await notifyStory(database.db, { ...said, isOn: true });
    await expect.poll(() => here.messages.at(-1)).toEqual({ type: 'recording', takeId, names: ['Ben'] });
    await expect.poll(async () => (await hello(listens(two, storyId))).recording).toEqual([{ takeId, names: ['Ben'] }]);
    await notifyStory(database.db, { ...said, isOn: false });
    await expect.poll(() => here.messages.at(-1)).toEqual({ type: 'recording', takeId, names: [] });
  });
});

test('whoever stops saying that they record is forgotten', async () => {
  const live = await aProcess({ presenceMs: 50 });
  const { storyId, id: takeId } = await publishSeed(database.db);
  const heard = listens(live, storyId);
  const said = { type: 'recording', storyId, takeId, who: uuidv7(), name: 'Ben', isOn: true } as const;
  await notifyStory(database.db, said);
  await expect
    .poll(() => heard.messages.slice(1))
    .toEqual([
      { type: 'recording', takeId, names: ['Ben'] },
      { type: 'recording', takeId, names: [] },
    ]);
});

test('a story that becomes private sends everybody away but its owner', async () => {
  const live = await aProcess({ beatMs: 50 });
  const seed = await publishSeed(database.db);
  const stranger = await createGuest(database.db, { name: 'Eve' });
  const [owner, other, visitor] = [seed.authorId, stranger.id, null].map((id) => listens(live, seed.storyId, id));
  await expect.poll(() => visitor?.beats).toBeGreaterThan(0);
  expect([owner?.isOver, other?.isOver, visitor?.isOver]).toEqual([false, false, false]);
  await database.db.update(stories).set({ visibility: 'private' });
  await expect.poll(() => [other?.isOver, visitor?.isOver]).toEqual([true, true]);
  const beats = owner?.beats ?? 0;
  await expect.poll(() => owner?.beats).toBeGreaterThan(beats);
  expect(owner?.isOver).toBe(false);
});

test('who has signed out hears no more, on that device alone', async () => {
  const live = await aProcess({ beatMs: 50 });
  const { storyId, authorId: userId } = await publishSeed(database.db);
  const [here, there] = [uuidv7(), uuidv7()];
  for (const id of [here, there])
    await beginSession(
      database.db,
      { id, userId, tokenSha256: id.replaceAll('-', '').repeat(2), client: 'A test' },
      {},
    );
  const [gone, stays] = [here, there].map((id) => listens(live, storyId, userId, id));
  await expect.poll(() => gone?.beats).toBeGreaterThan(0);
  expect([gone?.isOver, stays?.isOver]).toEqual([false, false]);
  await endSessions(database.db, { userId, id: here });
  await expect.poll(() => gone?.isOver).toBe(true);
  const beats = stays?.beats ?? 0;
  await expect.poll(() => stays?.beats).toBeGreaterThan(beats);
  expect(stays?.isOver).toBe(false);
});

test('who waits long for the mark, in a story in which much happens, is told to read anew rather than everything at once', async () => {
  const live = await aProcess();
  const { storyId, id: takeId } = await publishSeed(database.db);
  const early = listens(live, storyId);
  await hello(early);
  const admin = postgres(database.url, { max: 1 });
  let late = early;
  let patient = early;
  const says = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        notifyStory(database.db, {
          type: 'recording',
          storyId,
          takeId,
          who: uuidv7(),
          name: `${early.messages.length} ${n}`,
          isOn: true,
        }),
      ),
    );
  const isHeard = (count: number) => expect.poll(() => early.messages.length).toBe(1 + count);
  await admin.begin(async (tx) => {
    await tx`lock table stories in access exclusive mode`;
    late = listens(live, storyId);
    await says(50);
    await isHeard(50);
    patient = listens(live, storyId);
    await says(15);
    await isHeard(65);
  });
  await admin.end();
  expect(await hello(late)).toMatchObject({ mark: null, recording: [{ takeId }] });
  expect(late.messages).toHaveLength(1);
  expect((await hello(patient)).mark).toMatch(/^\d+$/);
  await expect.poll(() => types(patient)).toHaveLength(16);
});

test('more listeners than there is room for are refused, until one leaves', async () => {
  const live = await aProcess({ most: 2 });
  const { storyId } = await publishSeed(database.db);
  const listener = { actor: null, address: 'somewhere', write: () => undefined, end: () => undefined };
  const leave = live.join(storyId, listener);
  live.join(storyId, { ...listener });
  expect(() => live.join(storyId, { ...listener })).toThrow(expect.objectContaining({ code: 'too_many_listeners' }));
  leave();
  leave();
  live.join(storyId, { ...listener });
  expect(() => live.join(storyId, { ...listener })).toThrow(expect.objectContaining({ code: 'too_many_listeners' }));
});

describe('a connection', () => {
  async function endAll(): Promise<number> {
    const admin = postgres(database.url, { max: 1 });
    const ended = await admin`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'tap-story-live' and datname = current_database()`;
    await admin.end();
    return ended.length;
  }

  test('that is lost is opened again, and everybody is told that something may be missed', async () => {
    const live = await aProcess();
    const seed = await publishSeed(database.db);
    const heard = listens(live, seed.storyId);
    expect(await endAll()).toBeGreaterThan(0);
    await expect.poll(() => types(heard), { timeout: 20_000 }).toEqual(['hello', 'hello']);
    await publishTake(database.db, answerTo(seed));
    await expect.poll(() => types(heard)).toEqual(['hello', 'hello', 'take']);
  });

  test('that says nothing for too long is replaced by another', async () => {
    const live = await aProcess({ silenceMs: 300 });
    const seed = await publishSeed(database.db);
    const heard = listens(live, seed.storyId);
    await expect.poll(() => types(heard).length, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(new Set(types(heard))).toEqual(new Set(['hello']));
  });
});

test('what else is said on the channel harms nobody', async () => {
  const live = await aProcess();
  const seed = await publishSeed(database.db);
  const heard = listens(live, seed.storyId);
  const admin = postgres(database.url, { max: 1 });
  for (const said of ['', 'null', '{', '{"type":"take"}', JSON.stringify({ type: 'take', storyId: seed.storyId }), 'x'])
    await admin`select pg_notify('story', ${said})`;
  await admin.end();
  await notifyStory(database.db, { type: 'take', storyId: seed.storyId, takeId: uuidv7() });
  await publishTake(database.db, answerTo(seed));
  await expect.poll(() => types(heard)).toEqual(['hello', 'take']);
});

test('a like that moves the canon at too many forks for one message is told as something to be read', async () => {
  const live = await aProcess();
  const { storyId, id: takeId } = await publishSeed(database.db);
  const heard = listens(live, storyId);
  const canon = Array.from({ length: 200 }, () => ({ parentId: uuidv7(), bestChildId: uuidv7() }));
  await notifyStory(database.db, { type: 'like', storyId, takeId, likeCount: 3, canon });
  await expect.poll(() => types(heard)).toEqual(['hello', 'hello']);
});

describe('the mark of a story', () => {
  const markIn = async (live: Live, storyId: string) => (await hello(listens(live, storyId))).mark;

  test('is another one after every take and every like, and the same in every process until then', async () => {
    const [one, two] = [await aProcess(), await aProcess()];
    const seed = await publishSeed(database.db);
    const other = await publishSeed(database.db);
    const marks = [await markIn(one, seed.storyId)];
    expect(await markIn(two, seed.storyId)).toBe(marks[0]);
    const { take } = await publishTake(database.db, answerTo(seed));
    marks.push(await markIn(one, seed.storyId));
    const like = { storyId: seed.storyId, takeId: take.id, userId: other.authorId };
    for (const isLiked of [true, false, true]) {
      await setLike(database.db, { ...like, isLiked });
      marks.push(await markIn(one, seed.storyId));
    }
    await setLike(database.db, { ...like, isLiked: true });
    expect(await markIn(two, seed.storyId)).toBe(marks.at(-1));
    expect(new Set(marks).size).toBe(5);
  });

  test('is read after one has come in, so that nothing is missed in between', async () => {
    const live = await aProcess({ most: 20, mostOfAddress: 20 });
    const seed = await publishSeed(database.db);
    const before = (await storyMarks(database.db, { ids: [seed.storyId] })).get(seed.storyId);
    const publishing = publishTake(database.db, answerTo(seed));
    const heard = Array.from({ length: 20 }, () => listens(live, seed.storyId));
    await publishing;
    for (const one of heard) {
      const { mark } = await hello(one);
      await expect.poll(() => mark !== before || types(one).includes('take')).toBe(true);
    }
  });

  test('is told with every hello, and is not known where there is no database to ask', async () => {
    const live = await aProcess();
    const seed = await publishSeed(database.db);
    const known = await markIn(live, seed.storyId);
    expect(known).toMatch(/^\d+$/);
    expect((await storyMarks(database.db, { ids: [uuidv7()] })).size).toBe(0);
    const gone = listens(live, uuidv7());
    expect((await hello(gone)).mark).toBeNull();
  });
});

test('one address has no more than its share, and gives back what it leaves', async () => {
  const live = await aProcess({ most: 10, mostOfAddress: 2 });
  const { storyId } = await publishSeed(database.db);
  const from = (address: string) =>
    live.join(storyId, { actor: null, address, write: () => undefined, end: () => undefined });
  const leave = from('a phone network');
  from('a phone network');
  expect(() => from('a phone network')).toThrow(expect.objectContaining({ code: 'too_many_listeners' }));
  for (let n = 0; n < 3; n += 1) from('');
  from('a home');
  leave();
  leave();
  from('a phone network');
  expect(() => from('a phone network')).toThrow(expect.objectContaining({ code: 'too_many_listeners' }));
});
