import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as mixRoute } from '@/app/api/v1/takes/[takeId]/mix/route';
import { type Draft, draft, publishTake, render, upload } from '@/app/api/v1/test-publishing';
import { getStory } from '@/db/queries/stories';
import { getTake } from '@/db/queries/takes';
import { getUser } from '@/db/queries/users';
import { stories, takes } from '@/db/schema';
import { publishSeed } from '@/db/test-takes';
import type { Rendered } from '@/lib/mixing/job';
import { recording, voice } from './mixing/test-sounds';
import { sweepStore } from './sweep';
import { callRoute, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

// What a device may ask again that never heard the answer, or slept for days before the last step.

let app: TestApp;
let ada: Person;
let spoken: Rendered;
beforeAll(async () => {
  app = await openTestApp();
  ada = await signIn(app, 'Ada');
  spoken = await render('0880');
});
afterAll(() => app.close());

const HOUR_MS = 60 * 60 * 1000;
const aged = async ({ body: { stem, mix } }: Draft, hours: number) => {
  const then = new Date(Date.now() - hours * HOUR_MS);
  for (const { key } of [stem, mix]) await utimes(join(app.folder, 'store', key), then, then);
};
/** The same draft, its files sent once more under keys of their own. */
const sentAgain = async ({ takeId, body }: Draft): Promise<Draft> => ({
  takeId,
  body: {
    ...body,
    stem: await upload(ada, takeId, 'stem', spoken.stem),
    mix: await upload(ada, takeId, 'mix', spoken.mix),
  },
});
const publish = async ({ takeId, body }: Draft) => {
  const answer = await publishTake(ada, takeId, body);
  return { status: answer.status, text: await answer.text() };
};
const rowsOf = ({ takeId }: Draft) => app.db.select().from(takes).where(eq(takes.id, takeId));
const isThere = async ({ body }: Draft) =>
  (await app.storage.stat(body.stem.key)) !== null && (await app.storage.stat(body.mix.key)) !== null;

describe('the same take again', () => {
  test('with its files under other keys answers the same, and those files go with the sweep', async () => {
    const first = await draft(ada, spoken);
    const said = await publish(first);
    expect(said.status).toBe(200);
    const second = await sentAgain(first);
    expect(await publish(second)).toEqual(said);
    await aged(first, 25);
    await aged(second, 25);
    await sweepStore();
    expect(await isThere(first)).toBe(true);
    expect(await isThere(second)).toBe(false);
    expect(await publish(second)).toEqual(said);
  });

  test('from two tabs at once, each with files of its own, is one row with the files of one of them', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await draft(ada, spoken);
      const all = [one, await sentAgain(one), await sentAgain(one)];
      const answers = await Promise.all(all.map(publish));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      const rows = await rowsOf(one);
      expect(rows).toHaveLength(1);
      const kept = all.filter(({ body }) => body.stem.key === rows[0]?.stemKey);
      expect(kept.map(({ body }) => body.mix.key)).toEqual([rows[0]?.mixKey]);
      expect(await getStory(app.db, { id: one.body.storyId })).toMatchObject({ takeCount: 1 });
    }
  });

  test('after somebody has taken its story out of sight still answers', async () => {
    const bob = await signIn(app, 'Bob');
    const seed = await publishSeed(app.db, { authorId: bob.id });
    const made = await draft(ada, spoken);
    const { title: _, ...rest } = made.body;
    const startMs = seed.startMs + seed.durationMs;
    const body = { ...rest, storyId: seed.storyId, parentId: seed.id, startMs };
    const first = await publishTake(ada, made.takeId, body);
    expect(first.status).toBe(200);
    await app.db.update(stories).set({ visibility: 'private' }).where(eq(stories.id, seed.storyId));
    const again = await publishTake(ada, made.takeId, body);
    expect(await again.text()).toBe(await first.text());
    expect(await refusal(await publishTake(ada, uuidv7(), body))).toMatchObject({ code: 'parent_not_found' });
  });

  test('when the server ended before it kept the name keeps both now', async () => {
    const made = await draft(ada, spoken);
    const renamed = { ...made, body: { ...made.body, authorName: 'Ada L.' } };
    const deny = sql`create function deny() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`;
    await app.owner.execute(deny);
    await app.owner.execute(sql`create trigger deny before update on users for each row execute function deny()`);
    expect((await publish(renamed)).status).toBe(500);
    expect(await rowsOf(renamed)).toEqual([]);
    await app.owner.execute(sql`drop trigger deny on users`);
    expect(JSON.parse((await publish(renamed)).text).take.author).toEqual({ id: ada.id, name: 'Ada L.' });
    expect(await getUser(app.db, { id: ada.id })).toMatchObject({ name: 'Ada L.' });
  });

  test('to be mixed again changes nothing', async () => {
    const takeId = uuidv7();
    const samples = await voice('austen-0880');
    const { source, cut } = await recording(samples.subarray(0, 2_000 * 48), 'Opus in WebM');
    const mixed = async () => {
      const sent = await upload(ada, takeId, 'source', source.bytes);
      const place = { storyId: uuidv7(), parentId: null, startMs: 0 };
      const body = { ...place, cut: { ...cut, durationMs: 2_000 }, source: sent };
      const answer = await callRoute(mixRoute, 'POST', `/api/v1/takes/${takeId}/mix`, { takeId }, { as: ada, body });
      expect(answer.status).toBe(200);
      return answer.json();
    };
    const { body } = await draft(ada, spoken);
    const first: Draft = { takeId, body: { ...body, ...(await mixed()) } };
    const said = await publish(first);
    expect(said.status).toBe(200);
    const row = await getTake(app.db, { storyId: body.storyId, id: takeId });
    const again = await mixed();
    expect(again.stem.key).not.toBe(first.body.stem.key);
    expect(await publish({ takeId, body: { ...body, ...again } })).toEqual(said);
    expect(await getTake(app.db, { storyId: body.storyId, id: takeId })).toEqual(row);
  });
});

describe('a take that waited in its outbox', () => {
  test('for three days after its files arrived sends them again', async () => {
    const waiting = await draft(ada, spoken);
    await aged(waiting, 72);
    await sweepStore();
    const said = await publish(waiting);
    expect(said).toMatchObject({ status: 409, text: expect.stringContaining('upload_missing') });
    expect(await rowsOf(waiting)).toEqual([]);
    const again = await sentAgain(waiting);
    expect((await publish(again)).status).toBe(200);
    await sweepStore();
    expect(await isThere(again)).toBe(true);
  });

  test.each([
    [22, 200],
    [23.5, 409],
    [25, 409],
  ])('for %d h, of which the sweep takes it after 24, is answered %i', async (hours, status) => {
    const waiting = await draft(ada, spoken);
    await aged(waiting, hours);
    expect((await publish(waiting)).status).toBe(status);
  });

  test('and is published while the sweep is at work never has a row without its files', async () => {
    const waiting = await draft(ada, spoken);
    await aged(waiting, 25);
    let answered: Promise<{ status: number }> | undefined;
    const store = {
      ...app.storage,
      // The sweep has asked the database, and is about to remove.
      remove: async (key: string) => {
        answered ??= publish(waiting);
        await answered;
        await app.storage.remove(key);
      },
    };
    await sweepStore(app.db, store);
    expect(await answered).toMatchObject({ status: 409 });
    expect(await rowsOf(waiting)).toEqual([]);
  });
});
