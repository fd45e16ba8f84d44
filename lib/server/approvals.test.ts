import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { draft, publishTake, render } from '@/app/api/v1/test-publishing';
import { notices, waitingTakes } from '@/db/people';
import { getTake } from '@/db/queries/takes';
import { stories } from '@/db/schema';
import type { TakeState } from '@/lib/domain/people';
import type { Rendered } from '@/lib/mixing/job';
import { letIn, ownWaitingTakes, purgeRefused, refuse, waitingTakes as waitingFor } from './approvals';
import type { Ctx } from './context';
import { silenceTake } from './silence';
import { ctxOf, openTestApp, type Person, refusal, type TestApp } from './test-api';
import { somebody } from './test-people';

let app: TestApp;
let ada: { person: Person; ctx: Ctx };
let bob: { person: Person; ctx: Ctx };
let spoken: Rendered;
let told: Rendered;
/** Of a story whose owner hears everything before. */
let seed: Awaited<ReturnType<typeof draft>>;
beforeAll(async () => {
  app = await openTestApp();
  [ada, bob] = [await somebody(app, 'Ada'), await somebody(app, 'Bob', 'guest')];
  [spoken, told] = [await render('0880'), await render('0890')];
});
beforeEach(async () => {
  seed = await draft(ada.person, spoken);
  expect((await publishTake(ada.person, seed.takeId, seed.body)).status).toBe(200);
  await settle({ approves: true });
});
afterAll(() => app.close());

const settle = (change: Partial<typeof stories.$inferInsert>) =>
  app.db.update(stories).set(change).where(eq(stories.id, seed.body.storyId));
async function answer(as: Person) {
  const { takeId, body } = await draft(as, told);
  const { title: _, ...said } = body;
  const { storyId, durationMs: startMs } = seed.body;
  return { takeId, storyId, body: { ...said, storyId, parentId: seed.takeId, startMs } };
}
const send = async ({ takeId, body }: { takeId: string; body: unknown }, as = bob.person) => {
  const answered = await publishTake(as, takeId, body);
  return { status: answered.status, body: await answered.json() };
};
const toldTo = async ({ person }: { person: Person }) =>
  (await app.db.select().from(notices).where(eq(notices.userId, person.id)).orderBy(notices.id))
    .filter(({ storyId }) => storyId === seed.body.storyId)
    .map(({ kind, takeId }) => [kind, takeId]);

describe('an answer to a story whose owner hears everything before', () => {
  test('waits, however often it is sent, and is in the tree once it is let in', async () => {
    const mine = await answer(bob.person);
    const waits = { state: 'waiting', storyId: mine.storyId, url: `/s/${mine.storyId}/${seed.takeId}` };
    const all = await Promise.all([send(mine), send(mine), send(mine)]);
    for (const each of [...all, await send(mine)]) expect(each).toEqual({ status: 200, body: waits });
    expect(await getTake(app.db, { storyId: mine.storyId, id: mine.takeId })).toBeNull();
    expect(await toldTo(ada)).toEqual([['answer', mine.takeId]]);
    const [waiting] = await waitingFor(ada.ctx, mine);
    expect(waiting).toMatchObject({ id: mine.takeId, authorName: 'Bob', durationMs: told.durationMs });
    expect(await ownWaitingTakes(bob.ctx)).toMatchObject([{ id: mine.takeId, refusal: null }]);
    await letIn(ada.ctx, mine);
    expect(await send(mine)).toMatchObject({ status: 200, body: { state: 'published', take: { id: mine.takeId } } });
    expect(await waitingFor(ada.ctx, mine)).toEqual([]);
    expect(await toldTo(bob)).toEqual([['decision', mine.takeId]]);
    await expect(letIn(ada.ctx, mine)).rejects.toMatchObject({ code: 'take_not_found' });
  });

  test('by the owner waits for nobody', async () => {
    expect(await send(await answer(ada.person), ada.person)).toMatchObject({ body: { state: 'published' } });
  });

  test('is refused with words, and stays with its author for a month', async () => {
    const mine = await answer(bob.person);
    await send(mine);
    await refuse(ada.ctx, { ...mine, words: 'Not here.' });
    await expect(letIn(ada.ctx, mine)).rejects.toMatchObject({ code: 'take_not_found' });
    expect(await ownWaitingTakes(bob.ctx)).toContainEqual(
      expect.objectContaining({ id: mine.takeId, refusal: 'Not here.' }),
    );
    // Also when its owner does not ask to hear anything any more.
    await settle({ approves: false });
    expect(await send(mine)).toMatchObject({ status: 200, body: { state: 'waiting' } });
    expect(await getTake(app.db, { storyId: mine.storyId, id: mine.takeId })).toBeNull();
    const later = new Date(Date.now() + 31 * 24 * 60 * 60 * 1000);
    expect(await purgeRefused(app.db)).toBe(0);
    expect(await purgeRefused(app.db, later)).toBe(1);
  });

  test('is told so when what it answers is removed, and plays itself alone from then on', async () => {
    const [mine, refused] = [await answer(bob.person), await answer(bob.person)];
    for (const each of [mine, refused]) await send(each);
    await refuse(ada.ctx, { ...refused, words: 'Not here.' });
    const keyOf = (kind: 'stem' | 'mix') => mine.body[kind].key;
    const sound = async () => (await ownWaitingTakes(bob.ctx)).find(({ id }) => id === mine.takeId);
    expect((await sound())?.soundUrl).toContain(keyOf('mix'));
    const { storyId } = mine;
    const become = (to: TakeState) => app.db.transaction((tx) => silenceTake(tx, { storyId, takeId: seed.takeId, to }));
    await become('hidden');
    const url = expect.stringContaining(keyOf('stem'));
    expect(await sound()).toMatchObject({ soundUrl: url, refusal: null, isAnsweredGone: false });
    expect(await waitingFor(ada.ctx, mine)).toMatchObject([{ id: mine.takeId, soundUrl: url }]);
    expect(await toldTo(bob)).toEqual([['decision', refused.takeId]]);
    await become('removed');
    expect(await sound()).toMatchObject({ soundUrl: url, refusal: '', isAnsweredGone: true });
    expect(await waitingFor(ada.ctx, mine)).toEqual([]);
    expect((await toldTo(bob)).sort()).toEqual(
      [
        ['decision', refused.takeId],
        ['decision', mine.takeId],
      ].sort(),
    );
  });

  test('says why when it does not fit any more, and waits on', async () => {
    const mine = await answer(bob.person);
    await send(mine);
    await settle({ closedAt: new Date() });
    await expect(letIn(ada.ctx, mine)).rejects.toMatchObject({ code: 'story_closed' });
    expect(await send(mine)).toMatchObject({ status: 200, body: { state: 'waiting' } });
    expect(await waitingFor(ada.ctx, mine)).toHaveLength(1);
  });

  test('counts among the takes that one person may have', async () => {
    await settle({ mostTakesEach: 2 });
    const [first, ...rest] = await Promise.all(Array.from({ length: 4 }, () => answer(bob.person)));
    if (first) await send(first);
    const all = await Promise.all(rest.map((take) => send(take)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  test('is nobody else’s to hear, to let in or to send under another’s name', async () => {
    const mine = await answer(bob.person);
    await send(mine);
    const eve = await somebody(app, 'Eve');
    for (const ctx of [eve.ctx, bob.ctx, ctxOf(app, null)]) {
      await expect(letIn(ctx, mine)).rejects.toMatchObject({ code: 'story_not_found' });
      await expect(refuse(ctx, { ...mine, words: '' })).rejects.toMatchObject({ code: 'story_not_found' });
    }
    expect(await ownWaitingTakes(eve.ctx)).toEqual([]);
    expect(await refusal(await publishTake(eve.person, mine.takeId, mine.body))).toMatchObject({
      code: 'take_conflict',
    });
    await expect(letIn(ada.ctx, { ...mine, takeId: uuidv7() })).rejects.toMatchObject({ code: 'take_not_found' });
    const [row] = await app.db.select().from(waitingTakes).where(eq(waitingTakes.id, mine.takeId));
    expect(row?.keys).toEqual([mine.body.stem.key, mine.body.mix.key]);
  });
});
