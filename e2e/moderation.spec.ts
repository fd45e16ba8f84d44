import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import postgres from 'postgres';
import { decode } from '@/lib/server/mixing/test-sounds';
import { openMortalApp } from './mortal-app';
import { DESK, type Person, test } from './people';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

type TakeNow = { id: string; author: { name: string }; mixUrl: string; stemUrl: string };

test('a take is reported and hidden; its author appeals, and it is heard again', async ({ arrives }) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), 'tap-story-moderation-'));
  // What is made anew waits for what else is being made.
  const app = await openMortalApp(folder);
  const sql = postgres(app.databaseUrl(), { max: 1, onnotice: () => undefined });
  const people: Person[] = [];
  async function arrive(viewport?: typeof DESK): Promise<Person> {
    const person = await arrives({ microphone: 'none', baseURL: app.origin, ...(viewport && { viewport }) });
    people.push(person);
    return person;
  }

  /** Whoever is called that; nobody becomes a moderator by themselves. */
  async function moderator(name: string): Promise<Person> {
    const person = await arrive(DESK);
    await becomeGuest(person.page.request, name);
    await sql`update users set role = 'moderator' where name = ${name}`;
    return person;
  }

  try {
    const [ada, bob, listener] = [await arrive(), await arrive(), await arrive()];
    await becomeGuest(ada.page.request, 'Ada');
    await becomeGuest(bob.page.request, 'Bob');
    const take = await shortTake();
    const seed = await tell(ada.page.request, take, { name: 'Ada', title: 'What was said' });
    const answer = await tell(bob.page.request, take, {
      name: 'Bob',
      answers: { ...seed, startMs: take.durationMs },
    });
    const stemHeard = () => heardOf(listener.page, answer);

    await test.step('somebody who listens says what is wrong', async () => {
      const { page } = listener;
      await page.goto(`/s/${answer.storyId}/${answer.takeId}?t=${Math.ceil(take.durationMs / 1_000) + 1}`);
      await page.getByRole('button', { name: 'More ways to listen' }).click();
      await page.getByRole('button', { name: 'About Bob’s take' }).click();
      await page.getByRole('button', { name: 'Report this take' }).click();
      await page.getByRole('radio', { name: 'A voice that did not agree to this' }).check();
      await page.getByLabel('What should a moderator know?').fill('That is my sister.');
      await accessible(page);
      await page.getByRole('button', { name: 'Send' }).click();
      await expect(page.getByRole('dialog', { name: 'Thank you' })).toBeVisible();
      await page.getByRole('button', { name: 'Close' }).click();
    });

    const max = await moderator('Max');
    await test.step('a moderator listens to it, and hides it', async () => {
      const { page } = max;
      await page.goto('/moderate');
      await accessible(page);
      await page.getByRole('link', { name: /A take of Bob/ }).click();
      await expect(page.getByText('That is my sister.')).toBeVisible();
      const alone = page.getByLabel('Bob: This voice alone');
      await expect.poll(() => alone.evaluate(plays)).toBeGreaterThan(1);
      await accessible(page);
      await page.getByRole('radio', { name: /Hide the take/ }).check();
      await page.getByLabel('Why? Bob reads this').fill('She did not agree.');
      await page.getByRole('button', { name: 'Decide' }).click();
      await expect(page.getByText('Take hidden')).toBeVisible();
      await page.getByRole('link', { name: 'Reports', exact: true }).first().click();
      await expect(page.getByText('Nothing waits for you')).toBeVisible();
    });

    await test.step('whoever listens hears silence in its place', async () => {
      await expect(async () => {
        const { samples, name } = await stemHeard();
        expect(name).toBe('Hidden');
        expect(Math.round(samples.length / 48)).toBe(take.durationMs);
        expect(samples.every((sample) => sample === 0)).toBe(true);
      }).toPass({ timeout: 60_000 });
    });

    await test.step('its author reads why, and appeals', async () => {
      const { page } = bob;
      await page.goto('/notices');
      await page
        .getByRole('link', { name: /hidden/i })
        .first()
        .click();
      await expect(page.getByRole('heading', { name: 'Your take is hidden' })).toBeVisible();
      await expect(page.getByText('She did not agree.')).toBeVisible();
      await accessible(page);
      await page.getByLabel('What should they know?').fill('It is my own voice.');
      await page.getByRole('button', { name: 'Appeal' }).click();
      await expect(page.getByText('Somebody listens to it once more.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Appeal' })).toHaveCount(0);
    });

    await test.step('another moderator takes it back, not the first one', async () => {
      const mia = await moderator('Mia');
      for (const { page } of [max, mia]) {
        await page.goto('/moderate?list=appeals');
        await page.getByRole('link', { name: /Bob/ }).click();
        await expect(page.getByText('It is my own voice.')).toBeVisible();
      }
      await expect(max.page.getByText('You have made this decision.')).toBeVisible();
      const { page } = mia;
      await accessible(page);
      await page.getByRole('radio', { name: /Take the decision back/ }).check();
      await page.getByLabel('Why? Bob reads this').fill('We were wrong.');
      await page.getByRole('button', { name: 'Decide' }).click();
      await expect(page.getByText('The decision was taken back: We were wrong.')).toBeVisible();
    });

    await test.step('and it is heard again', async () => {
      const original = (await decode(take.stem)).samples;
      await expect(async () => {
        const { samples, name } = await stemHeard();
        expect(name).toBe('Bob');
        expect(samples).toEqual(original);
      }).toPass({ timeout: 60_000 });
      await bob.page.goto('/notices');
      await expect(bob.page.getByRole('link', { name: /again/i }).first()).toBeVisible();
    });
  } finally {
    // Nobody looks at it any more when it ends.
    for (const { context } of people) await context.close();
    await sql.end();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What everybody is given of a take. */
async function heardOf(page: Page, { storyId, takeId }: { storyId: string; takeId: string }) {
  const { takes }: { takes: TakeNow[] } = await (await page.request.get(`/api/v1/stories/${storyId}`)).json();
  const now = takes.find(({ id }) => id === takeId);
  const stem = await page.request.get(now?.stemUrl ?? '');
  const { samples } = await decode(new Uint8Array(await stem.body()));
  return { samples, name: now?.author.name };
}

/** Plays a sound for a moment; how far it came (s). */
async function plays(element: Element): Promise<number> {
  if (!(element instanceof HTMLAudioElement)) throw new Error('no sound');
  element.muted = true;
  if (element.paused) await element.play();
  return element.currentTime;
}

async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
