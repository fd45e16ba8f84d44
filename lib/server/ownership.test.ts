import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLog, storyMembers } from '@/db/people';
import { publishTake } from '@/db/queries/publish';
import { getStory } from '@/db/queries/stories';
import type { TakeRow } from '@/db/queries/takes';
import { stories, takes } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import type { Ctx } from './context';
import { answerOffer, offer, offerTo } from './handover';
import { close, ownerPage, remove, removeMember, restore, settle } from './ownership';
import { purgeStories } from './purge-stories';
import { newKey } from './storage/keys';
import { readStory } from './stories';
import { ctxOf, openTestApp, type TestApp } from './test-api';
import { somebody } from './test-people';

let app: TestApp;
let owner: Ctx;
let other: Ctx;
beforeAll(async () => {
  app = await openTestApp();
  owner = (await somebody(app, 'Ada')).ctx;
  other = (await somebody(app, 'Bob')).ctx;
});
afterAll(() => app.close());

const idOf = (ctx: Ctx) => ctx.actor?.id ?? '';
const seedOf = (ctx: Ctx) => publishSeed(app.db, { authorId: idOf(ctx) });
const answer = async (to: TakeRow, as: Ctx, change: Parameters<typeof answerTo>[1] = {}) =>
  (await publishTake(app.db, answerTo(to, { authorId: idOf(as), ...change }))).take;
const SETTINGS = {
  title: 'A story',
  description: '',
  visibility: 'public',
  defaultAnswer: 'duet',
  whoRecords: 'anyone',
  mostMs: null,
  mostDepth: null,
  mostTakesEach: null,
  approves: false,
} as const;
const deedsOn = async (storyId: string) =>
  (await app.db.select().from(auditLog).where(eq(auditLog.subjectId, storyId)).orderBy(auditLog.id)).map(
    ({ action, details }) => [action, details],
  );
const isNotFound = { code: 'story_not_found' };

describe('the owner', () => {
  test('settles a story, and what has changed is written down without what people say', async () => {
    const { storyId } = await seedOf(owner);
    await settle(owner, { storyId, ...SETTINGS, title: 'Another', description: 'Of old', mostDepth: 3 });
    await settle(owner, { storyId, ...SETTINGS, title: 'Another', description: 'Of old', mostDepth: 3 });
    const { story } = await ownerPage(owner, { storyId });
    expect(story).toMatchObject({ title: 'Another', description: 'Of old', mostDepth: 3, isClosed: false });
    expect(await deedsOn(storyId)).toEqual([
      ['story.settle', { title: 'changed', description: 'changed', mostDepth: 3 }],
    ]);
  });

  test('is the only one for whom there is such a page, whatever is asked of it', async () => {
    const { storyId } = await seedOf(owner);
    for (const ctx of [other, ctxOf(app, null), (await somebody(app, 'Root', 'admin')).ctx]) {
      await expect(ownerPage(ctx, { storyId })).rejects.toMatchObject(isNotFound);
      await expect(settle(ctx, { storyId, ...SETTINGS, title: 'Mine' })).rejects.toMatchObject(isNotFound);
      await expect(close(ctx, { storyId, isClosed: true })).rejects.toMatchObject(isNotFound);
      await expect(remove(ctx, { storyId, title: 'A story' })).rejects.toMatchObject(isNotFound);
      await expect(restore(ctx, { storyId })).rejects.toMatchObject(isNotFound);
      await expect(offer(ctx, { storyId, personId: idOf(ctx) })).rejects.toMatchObject(isNotFound);
      await expect(removeMember(ctx, { storyId, personId: idOf(owner) })).rejects.toMatchObject(isNotFound);
    }
    expect(await getStory(app.db, { id: storyId })).toMatchObject({
      title: 'A story',
      isClosed: false,
      isDeleted: false,
    });
  });
});

describe('what a story takes', () => {
  test('is asked again in the transaction that adds to it', async () => {
    const seed = await seedOf(owner);
    const { storyId } = seed;
    await settle(owner, { storyId, ...SETTINGS, mostMs: 6_000, mostDepth: 2 });
    const first = await answer(seed, other);
    const second = await answer(first, other);
    await expect(answer(second, other)).rejects.toMatchObject({ code: 'story_too_deep' });
    await expect(answer(seed, other, { durationMs: 6_001 })).rejects.toMatchObject({ code: 'story_take_too_long' });
    await answer(seed, other, { durationMs: 6_000 });
    await close(owner, { storyId, isClosed: true });
    await expect(answer(seed, owner)).rejects.toMatchObject({ code: 'story_closed' });
    await close(owner, { storyId, isClosed: false });
    await app.db.update(takes).set({ state: 'hidden' }).where(eq(takes.id, first.id));
    await expect(answer(first, owner)).rejects.toMatchObject({ code: 'take_not_shown' });
    await remove(owner, { storyId, title: 'A story' });
    await expect(answer(seed, owner)).rejects.toMatchObject({ code: 'parent_not_found' });
  });

  test('of one person holds when they send many at once', async () => {
    const seed = await seedOf(owner);
    await settle(owner, { storyId: seed.storyId, ...SETTINGS, mostTakesEach: 3 });
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => answer(seed, other)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const one of all)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'story_takes_each' });
    await answer(seed, owner);
  });

  test('is told again to whoever has published before it was closed', async () => {
    const seed = await seedOf(owner);
    const take = answerTo(seed, { authorId: idOf(other) });
    await publishTake(app.db, take);
    await close(owner, { storyId: seed.storyId, isClosed: true });
    expect(await publishTake(app.db, take)).toMatchObject({ created: false, take: { id: take.id } });
  });
});

describe('a story that is handed over', () => {
  test('goes to somebody with an account who is in it and says yes; who gave it stays in', async () => {
    const seed = await seedOf(owner);
    const { storyId } = seed;
    const guest = (await somebody(app, 'Guest', 'guest')).ctx;
    await answer(seed, guest);
    await expect(offer(owner, { storyId, personId: idOf(other) })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(offer(owner, { storyId, personId: idOf(guest) })).rejects.toMatchObject({ code: 'forbidden' });
    await answer(seed, other);
    await settle(owner, { storyId, ...SETTINGS, visibility: 'private' });
    await offer(owner, { storyId, personId: idOf(other) });
    expect(await offerTo(other, { storyId })).toMatchObject({ title: 'A story', ownerName: 'Ada' });
    expect(await offerTo(guest, { storyId })).toBeNull();
    await expect(answerOffer(guest, { storyId, isTaken: true })).rejects.toMatchObject(isNotFound);
    await answerOffer(other, { storyId, isTaken: true });
    expect(await getStory(app.db, { id: storyId })).toMatchObject({ ownerId: idOf(other), handedTo: null });
    expect(await readStory(owner, { storyId, origin: '' })).toMatchObject({ visibility: 'private' });
    await expect(ownerPage(owner, { storyId })).rejects.toMatchObject(isNotFound);
    await expect(answerOffer(other, { storyId, isTaken: true })).rejects.toMatchObject(isNotFound);
  });

  test('stays when it is declined or taken back', async () => {
    const seed = await seedOf(owner);
    const { storyId } = seed;
    await answer(seed, other);
    await offer(owner, { storyId, personId: idOf(other) });
    await answerOffer(other, { storyId, isTaken: false });
    expect((await ownerPage(owner, { storyId })).handedTo).toBeNull();
    await offer(owner, { storyId, personId: idOf(other) });
    await offer(owner, { storyId, personId: null });
    await expect(answerOffer(other, { storyId, isTaken: true })).rejects.toMatchObject(isNotFound);
    expect(await getStory(app.db, { id: storyId })).toMatchObject({ ownerId: idOf(owner) });
  });
});

describe('a member', () => {
  test('who is removed does not hear a private story any more', async () => {
    const { storyId } = await seedOf(owner);
    await settle(owner, { storyId, ...SETTINGS, visibility: 'private' });
    await app.db.insert(storyMembers).values({ storyId, userId: idOf(other) });
    expect(await readStory(other, { storyId, origin: '' })).toMatchObject({ id: storyId });
    await removeMember(owner, { storyId, personId: idOf(other) });
    await expect(readStory(other, { storyId, origin: '' })).rejects.toMatchObject(isNotFound);
    expect((await deedsOn(storyId)).map(([action]) => action)).toEqual(['story.settle', 'story.remove_member']);
  });
});

describe('a story that is deleted', () => {
  test('is nowhere until it is had back, and asks for its title before', async () => {
    const { storyId } = await seedOf(owner);
    await expect(remove(owner, { storyId, title: 'a story' })).rejects.toMatchObject({ code: 'invalid_request' });
    await remove(owner, { storyId, title: 'A story' });
    for (const ctx of [owner, other])
      await expect(readStory(ctx, { storyId, origin: '' })).rejects.toMatchObject(isNotFound);
    await expect(settle(owner, { storyId, ...SETTINGS })).rejects.toMatchObject(isNotFound);
    const { story } = await ownerPage(owner, { storyId });
    expect(Date.parse(story.goneAt ?? '')).toBeGreaterThan(Date.now());
    await restore(owner, { storyId });
    expect(await readStory(other, { storyId, origin: '' })).toMatchObject({ id: storyId });
  });

  test('is gone after thirty days, with its rows and its files, and no other is', async () => {
    const file = async () => {
      const key = newKey(uuidv7(), 'stem', 'audio/flac');
      await app.storage.write(key, Uint8Array.from([1]), 'audio/flac');
      return { key, bytes: 1, sha256: '0'.repeat(64) };
    };
    const seedWith = async () => publishSeed(app.db, { authorId: idOf(owner), stem: await file() });
    const [gone, kept] = [await seedWith(), await seedWith()];
    const reply = await answer(gone, other, { mix: await file() });
    for (const { storyId } of [gone, kept]) await remove(owner, { storyId, title: 'A story' });
    const DAY_MS = 24 * 60 * 60 * 1000;
    await app.db
      .update(stories)
      .set({ deletedAt: new Date(Date.now() - 31 * DAY_MS) })
      .where(eq(stories.id, gone.storyId));
    expect(await purgeStories(app.db, app.storage)).toMatchObject({ stories: 1 });
    expect(await getStory(app.db, { id: gone.storyId })).toBeNull();
    expect(await app.db.$count(takes, eq(takes.storyId, gone.storyId))).toBe(0);
    expect([await app.storage.stat(gone.stemKey), await app.storage.stat(reply.mixKey)]).toEqual([null, null]);
    expect(await app.storage.stat(kept.stemKey)).not.toBeNull();
    await restore(owner, { storyId: kept.storyId });
    expect(await purgeStories(app.db, app.storage)).toEqual({ stories: 0, files: 0 });
  });
});
