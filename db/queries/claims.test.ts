import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { blocks, notices, pushSubscriptions, sessions, storyMembers } from '../people';
import { likes, stories, storyVoices, takes, users } from '../schema';
import { keptOf, truthOf } from '../test-canon';
import { testDatabase } from '../test-database';
import { answerTo, newTake, publishSeed } from '../test-takes';
import { claimGuest } from './claims';
import { setLike } from './likes';
import { publishTake } from './publish';
import { beginSession } from './sessions';
import type { TakeRow } from './takes';
import { createGuest, makeMember } from './users';

const database = await testDatabase();
const { db } = database;
afterAll(() => database.close());

const newMember = async () =>
  (await makeMember(db, { guestId: null, name: 'Ada', email: null, isVerified: false, passwordHash: null })).id;

async function signedIn(userId: string): Promise<string> {
  const id = uuidv7();
  await beginSession(db, { id, userId, tokenSha256: sha(id), client: 'A test' }, {});
  return id;
}
const sha = (id: string) => id.replaceAll('-', '').repeat(2);

async function pair() {
  const guestId = (await createGuest(db, { name: 'Gus' })).id;
  const memberId = await newMember();
  await signedIn(guestId);
  return { guestId, memberId };
}

const answer = async (parent: TakeRow, authorId: string) =>
  (await publishTake(db, answerTo(parent, { authorId }))).take;

test('takes, stories and all else of a guest are the member’s, once', async () => {
  const claim = await pair();
  const { guestId, memberId } = claim;
  const eve = (await createGuest(db, { name: 'Eve' })).id;
  const seed = (await publishTake(db, newTake({ authorId: guestId }))).take;
  await answer(await answer(seed, memberId), guestId);
  const { storyId } = seed;
  const hers = await publishSeed(db);
  await db.insert(storyMembers).values([
    { storyId: hers.storyId, userId: guestId, invitedBy: eve },
    { storyId: hers.storyId, userId: memberId, invitedBy: eve },
  ]);
  await db.insert(blocks).values([
    { blockerId: guestId, blockedId: eve },
    { blockerId: memberId, blockedId: eve },
    { blockerId: guestId, blockedId: memberId },
  ]);
  await db
    .insert(pushSubscriptions)
    .values({ endpoint: 'https://push.test/1', userId: guestId, p256dh: 'p', auth: 'a' });
  await db.insert(notices).values([
    { id: uuidv7(), userId: guestId, kind: 'like', storyId, takeId: seed.id, byId: eve },
    { id: uuidv7(), userId: eve, kind: 'answer', storyId, takeId: seed.id, byId: guestId },
  ]);

  expect(await claimGuest(db, claim)).toBe(true);
  expect(await claimGuest(db, claim)).toBe(false);

  const authors = await db.select({ id: takes.authorId }).from(takes).where(eq(takes.storyId, storyId));
  expect(authors.map(({ id }) => id)).toEqual([memberId, memberId, memberId]);
  const [story] = await db.select().from(stories).where(eq(stories.id, storyId));
  expect(story).toMatchObject({ ownerId: memberId, takeCount: 3, voiceCount: 1 });
  expect(await db.select().from(storyVoices).where(eq(storyVoices.storyId, storyId))).toEqual([
    { storyId, userId: memberId },
  ]);
  expect(await db.select().from(storyMembers).where(eq(storyMembers.storyId, hers.storyId))).toMatchObject([
    { userId: memberId },
  ]);
  expect(await db.select().from(blocks)).toMatchObject([{ blockerId: memberId, blockedId: eve }]);
  expect(await db.select().from(pushSubscriptions)).toEqual([]);
  expect(await db.select().from(notices).where(eq(notices.userId, memberId))).toMatchObject([{ byId: eve }]);
  expect(await db.select().from(notices).where(eq(notices.userId, eve))).toMatchObject([{ byId: memberId }]);
  expect(await db.select().from(sessions).where(eq(sessions.userId, guestId))).toEqual([]);
  const [guest] = await db.select().from(users).where(eq(users.id, guestId));
  expect(guest).toMatchObject({ claimedBy: memberId, role: 'guest' });
});

test('likes of both are one, and the canon is what it would be without the other', async () => {
  const deeds = fc.array(
    fc.record({ does: fc.constantFrom('answer', 'like', 'like'), who: fc.nat(2), place: fc.nat(1_000) }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(deeds, async (told) => {
      const claim = await pair();
      const eve = (await createGuest(db, { name: 'Eve' })).id;
      const who = [claim.guestId, claim.memberId, eve];
      const tree = [await publishSeed(db)];
      for (const { does, who: index, place } of told) {
        const take = tree[place % tree.length];
        const userId = who[index];
        if (!take || !userId) throw new Error('nobody');
        if (does === 'answer') tree.push(await answer(take, userId));
        else await setLike(db, { storyId: take.storyId, takeId: take.id, userId, isLiked: true });
      }
      await claimGuest(db, claim);
      const storyId = tree[0]?.storyId ?? '';
      expect(await keptOf(db, storyId)).toEqual(await truthOf(db, storyId));
      expect(await db.select().from(likes).where(eq(likes.userId, claim.guestId))).toEqual([]);
      expect(await db.select().from(takes).where(eq(takes.authorId, claim.guestId))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test('what a guest sends while they are claimed, or after that, is the member’s', async () => {
  for (let round = 0; round < 8; round += 1) {
    const claim = await pair();
    const { guestId, memberId } = claim;
    const seed = (await publishTake(db, newTake({ authorId: guestId }))).take;
    const { storyId } = seed;
    await Promise.all([
      answer(seed, guestId),
      claimGuest(db, claim),
      answer(seed, guestId),
      setLike(db, { storyId, takeId: seed.id, userId: guestId, isLiked: true }),
      setLike(db, { storyId, takeId: seed.id, userId: memberId, isLiked: true }),
      publishTake(db, newTake({ authorId: guestId })),
    ]);
    await answer(seed, guestId);
    expect(await db.select().from(takes).where(eq(takes.authorId, guestId))).toEqual([]);
    expect(await db.select().from(stories).where(eq(stories.ownerId, guestId))).toEqual([]);
    expect(await db.select().from(likes).where(eq(likes.takeId, seed.id))).toMatchObject([{ userId: memberId }]);
    expect(await keptOf(db, storyId)).toEqual(await truthOf(db, storyId));
  }
});

test('a take goes to whoever has claimed its author, and to nobody else', async () => {
  const { guestId, memberId } = await pair();
  const seed = (await publishTake(db, newTake({ authorId: guestId }))).take;
  const give = (to: string) => db.update(takes).set({ authorId: to }).where(eq(takes.id, seed.id));
  await expect(give(memberId)).rejects.toThrow();
  await db.update(users).set({ claimedBy: memberId }).where(eq(users.id, guestId));
  await give(memberId);
  await expect(give(guestId)).rejects.toThrow();
  const moved = db
    .update(takes)
    .set({ startMs: sql`${takes.startMs} + 1` })
    .where(eq(takes.id, seed.id));
  await expect(moved).rejects.toThrow();
});

test('nobody is claimed but a guest, and by nobody but a member', async () => {
  const { guestId, memberId } = await pair();
  const other = (await createGuest(db, { name: 'Eve' })).id;
  expect(await claimGuest(db, { guestId, memberId: other })).toBe(false);
  expect(await claimGuest(db, { guestId: await newMember(), memberId })).toBe(false);
  await db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, guestId));
  expect(await claimGuest(db, { guestId, memberId })).toBe(true);
  const [member] = await db.select().from(users).where(eq(users.id, memberId));
  expect(member?.suspendedAt).not.toBeNull();
});
