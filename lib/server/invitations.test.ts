import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { blocks, invitations } from '@/db/people';
import { useInvitation } from '@/db/queries/invitations';
import { stories, users } from '@/db/schema';
import { publishSeed } from '@/db/test-takes';
import type { Ctx } from './context';
import { accept, invite, readInvitation, revoke } from './invitations';
import { ownerPage, removeMember } from './ownership';
import { readStory } from './stories';
import { ctxOf, openTestApp, type TestApp } from './test-api';
import { somebody } from './test-people';

let app: TestApp;
let owner: Ctx;
let guest: Ctx;
let storyId: string;
beforeAll(async () => {
  app = await openTestApp();
  owner = (await somebody(app, 'Ada')).ctx;
  guest = (await somebody(app, 'Bob', 'guest')).ctx;
});
beforeEach(async () => {
  const story = { title: 'Among us', visibility: 'private' } as const;
  storyId = (await publishSeed(app.db, { authorId: owner.actor?.id ?? '', story })).storyId;
});
afterAll(() => app.close());

const WEEK = { days: 7, mostUses: 1, email: null };
const tokenOf = async (wanted: Partial<Parameters<typeof invite>[1]> = {}) =>
  (await invite(owner, { storyId, ...WEEK, ...wanted })).path.replace('/invite/', '');
const isOver = { code: 'invitation_over' };
const hears = (ctx: Ctx) =>
  readStory(ctx, { storyId, origin: '' }).then(
    () => true,
    () => false,
  );

test('a link lets somebody into a private story, once however often they come', async () => {
  const token = await tokenOf();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await hears(guest)).toBe(false);
  expect(await readInvitation(ctxOf(app, null), { token })).toEqual({
    state: 'open',
    storyId,
    title: 'Among us',
    inviterName: 'Ada',
  });
  const all = await Promise.all([1, 2, 3, 4].map(() => accept(guest, { token })));
  expect(new Set(all.map(({ url }) => url))).toEqual(new Set([`/s/${storyId}`]));
  expect(await hears(guest)).toBe(true);
  expect((await ownerPage(owner, { storyId })).members).toMatchObject([{ name: 'Bob' }]);
  const [row] = await app.db.select().from(invitations).where(eq(invitations.storyId, storyId));
  expect(row).toMatchObject({ uses: 1 });
  expect(JSON.stringify([row, app.lines])).not.toContain(token);
  expect(await readInvitation(guest, { token })).toEqual({ state: 'in', storyId });
  expect(await readInvitation(ctxOf(app, null), { token })).toEqual({ state: 'over' });
  await expect(accept((await somebody(app, 'Eve', 'guest')).ctx, { token })).rejects.toMatchObject(isOver);
});

test('its last use goes to one of many who come at once', async () => {
  const token = await tokenOf({ mostUses: 5 });
  const many = await Promise.all(Array.from({ length: 9 }, async () => (await somebody(app, 'Eve', 'guest')).ctx));
  const all = await Promise.allSettled(many.map((ctx) => accept(ctx, { token })));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect(await Promise.all(many.map(hears))).toEqual(all.map(({ status }) => status === 'fulfilled'));
});

test('a link that is revoked, too old or of a deleted story is over, and so is none at all', async () => {
  const revoked = await tokenOf();
  const [row] = (await ownerPage(owner, { storyId })).invitations;
  await expect(revoke(guest, { storyId, invitationId: row?.id ?? '' })).rejects.toMatchObject({
    code: 'story_not_found',
  });
  await revoke(owner, { storyId, invitationId: row?.id ?? '' });
  const old = await tokenOf();
  await app.db.update(invitations).set({ expiresAt: new Date(Date.now() - 1) });
  for (const token of [revoked, old, 'x'.repeat(43), storyId, owner.actor?.id ?? '']) {
    await expect(accept(guest, { token })).rejects.toMatchObject(isOver);
    expect(await readInvitation(guest, { token })).toEqual({ state: 'over' });
  }
  const token = await tokenOf();
  await app.db.update(stories).set({ deletedAt: new Date() }).where(eq(stories.id, storyId));
  await expect(accept(guest, { token })).rejects.toMatchObject(isOver);
  expect(await hears(guest)).toBe(false);
});

test('who is blocked or suspended does not come in', async () => {
  const token = await tokenOf({ mostUses: null });
  const eve = (await somebody(app, 'Eve')).ctx;
  await app.db.insert(blocks).values({ blockerId: owner.actor?.id ?? '', blockedId: eve.actor?.id ?? '' });
  await expect(accept(eve, { token })).rejects.toMatchObject(isOver);
  const suspended = { ...guest, actor: guest.actor && { ...guest.actor, isSuspended: true } };
  await expect(accept(suspended, { token })).rejects.toMatchObject({ code: 'suspended' });
  await expect(accept(ctxOf(app, null), { token })).rejects.toMatchObject({ code: 'not_signed_in' });
});

test('one for an address is for one, and whoever has that address for sure needs no link', async () => {
  const email = 'cleo@example.org';
  const [cleo, eve] = [(await somebody(app, 'Cleo')).ctx, (await somebody(app, 'Eve')).ctx];
  const verified = { email, emailVerifiedAt: new Date() };
  await app.db
    .update(users)
    .set(verified)
    .where(eq(users.id, cleo.actor?.id ?? ''));
  await invite(owner, { storyId, ...WEEK, mostUses: null, email });
  expect(await readInvitation(cleo, { token: storyId })).toMatchObject({ state: 'open', title: 'Among us' });
  await expect(accept(eve, { token: storyId })).rejects.toMatchObject(isOver);
  await accept(cleo, { token: storyId });
  expect(await hears(cleo)).toBe(true);
  await removeMember(owner, { storyId, personId: cleo.actor?.id ?? '' });
  await expect(accept(cleo, { token: storyId })).rejects.toMatchObject(isOver);
});

test('who was sent away does not come back by a link of before, also as the account they sign in to', async () => {
  const token = await tokenOf({ mostUses: 5 });
  const [eve, cleo] = [(await somebody(app, 'Eve', 'guest')).ctx, (await somebody(app, 'Cleo')).ctx];
  const [guestId, memberId] = [eve.actor?.id ?? '', cleo.actor?.id ?? ''];
  await accept(eve, { token });
  await removeMember(owner, { storyId, personId: guestId });
  await expect(accept(eve, { token })).rejects.toMatchObject(isOver);
  expect(await readInvitation(eve, { token })).toEqual({ state: 'over' });
  // Also when they are let go on from a look of before.
  const [row] = await app.db.select().from(invitations).where(eq(invitations.storyId, storyId));
  if (!row) throw new Error('no invitation');
  expect(await app.db.transaction((tx) => useInvitation(tx, row, guestId).then(undone, undone)).catch(String)).toBe(
    'over',
  );
  await app.db.execute(sql`select from claim_guest(${guestId}, ${memberId})`);
  await expect(accept(cleo, { token })).rejects.toMatchObject(isOver);
  await accept(cleo, { token: await tokenOf() });
  expect(await hears(cleo)).toBe(true);
});

/** Ends a transaction without what it has done. */
const undone = (outcome: unknown) => Promise.reject(outcome);
