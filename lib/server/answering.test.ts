import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setBlock } from '@/db/queries/blocks';
import { publishTake } from '@/db/queries/publish';
import { stories, takes } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import { answeringWords } from '@/lib/domain/answering-words';
import type { ErrorCode } from '@/lib/domain/errors';
import type { Ctx } from './context';
import { storyPage, takeToAnswer } from './stories';
import { ctxOf, openTestApp, type Person, signIn, type TestApp } from './test-api';
import { somebody } from './test-people';
import { pathView } from './tree';

let app: TestApp;
let owner: Person;
let member: Ctx;
let guest: Ctx;
let nobody: Ctx;
beforeAll(async () => {
  app = await openTestApp();
  owner = await signIn(app, 'Ada');
  member = (await somebody(app, 'Bob')).ctx;
  guest = (await somebody(app, 'Gus', 'guest')).ctx;
  nobody = ctxOf(app, null);
});
afterAll(() => app.close());

const idOf = (ctx: Ctx) => ctx.actor?.id ?? '';
const seedWith = async (settings: Partial<typeof stories.$inferInsert>) => {
  const seed = await publishSeed(app.db, { authorId: owner.id });
  await app.db.update(stories).set(settings).where(eq(stories.id, seed.storyId));
  return seed;
};
/** What the story's page and the studio say; both null where one may answer. */
async function toldTo(ctx: Ctx, { storyId, id: parentId }: { storyId: string; id: string }) {
  const page = await storyPage(ctx, { storyId, takeId: parentId });
  const studio = await takeToAnswer(ctx, { storyId, parentId }).then(
    () => null,
    (error: { code: ErrorCode }) => error.code,
  );
  const on = await pathView(ctx, { storyId, takeId: parentId, isOn: false });
  expect(on.refusal).toBe(page.refusal);
  return { page: page.answering?.words ?? page.refusal, studio, noLikes: page.story.noLikes };
}
const refused = (code: ErrorCode, noLikes = false) => ({ page: answeringWords(code).words, studio: code, noLikes });
const free = { page: null, studio: null, noLikes: false };

describe('before anything is recorded, the story’s page and the studio say why one may not answer', () => {
  test('for what its owner has settled', async () => {
    const members = await seedWith({ whoRecords: 'members' });
    expect(await toldTo(member, members)).toEqual(free);
    expect(await toldTo(guest, members)).toEqual(refused('members_only'));
    // Whoever has no name yet would be a guest.
    expect(await toldTo(nobody, members)).toEqual(refused('members_only'));
    const invited = await seedWith({ whoRecords: 'invited' });
    expect(await toldTo(ctxOf(app, owner), invited)).toEqual(free);
    for (const ctx of [member, nobody]) expect(await toldTo(ctx, invited)).toEqual(refused('invited_only'));
    const closed = await seedWith({ closedAt: new Date() });
    for (const ctx of [ctxOf(app, owner), nobody])
      expect(await toldTo(ctx, closed)).toEqual(refused('story_closed', true));
  });

  test('for how deep it grows and how many takes one person has', async () => {
    const seed = await seedWith({ mostDepth: 1, mostTakesEach: 1 });
    expect(await toldTo(member, seed)).toEqual(free);
    const { take } = await publishTake(app.db, answerTo(seed, { authorId: idOf(guest) }));
    expect(await toldTo(member, take)).toEqual(refused('story_too_deep'));
    expect(await toldTo(nobody, take)).toEqual(refused('story_too_deep'));
    expect(await toldTo(guest, seed)).toEqual(refused('story_takes_each'));
  });

  test('for who they are to its owner, to whom they answer, and here', async () => {
    const seed = await seedWith({ whoRecords: 'anyone' });
    const { take } = await publishTake(app.db, answerTo(seed, { authorId: idOf(guest) }));
    await setBlock(app.db, { blockerId: idOf(guest), blockedId: idOf(member), isBlocked: true });
    expect(await toldTo(member, take)).toEqual(refused('blocked'));
    expect(await toldTo(member, seed)).toEqual(free);
    await setBlock(app.db, { blockerId: owner.id, blockedId: idOf(member), isBlocked: true });
    expect(await toldTo(member, seed)).toEqual(refused('blocked', true));
    const suspended = { ...guest, actor: guest.actor && { ...guest.actor, isSuspended: true } };
    expect(await toldTo(suspended, seed)).toEqual(refused('suspended', true));
  });

  test('for the last take of the path that is shown, where the path ends in silence', async () => {
    const seed = await seedWith({ mostDepth: 2 });
    const { take: second } = await publishTake(app.db, answerTo(seed, { authorId: idOf(guest) }));
    const { take: third } = await publishTake(app.db, answerTo(second, { authorId: idOf(guest) }));
    const at = async (after?: string) =>
      (await pathView(nobody, { storyId: seed.storyId, takeId: third.id, isOn: false, after })).refusal;
    expect(await at()).toBe(answeringWords('story_too_deep').words);
    await app.db.update(takes).set({ state: 'hidden' }).where(eq(takes.id, third.id));
    expect([await at(), await at(second.id)]).toEqual([null, null]);
  });
});

test('the studio knows the longest take that the story takes', async () => {
  const { storyId, id: parentId } = await seedWith({ mostMs: 6_000 });
  expect(await takeToAnswer(nobody, { storyId, parentId })).toMatchObject({ mostMs: 6_000 });
});
