import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, request } from '@playwright/test';
import type { Rendered } from '@/lib/mixing/job';
import { DESK, PHONE, test } from './people';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

/** How long the line of a seed is that stands alone, on a phone. */
const SEED_PX = 184;
/** More answers than a page brings of one take. */
const ANSWERS = 32;

const tree = (page: Page) => page.getByRole('tree', { name: 'Map of the story' });

/** The item that the keyboard is on, in the words that a screen reader has for it. */
const current = (page: Page) =>
  tree(page).evaluate((map) => document.getElementById(map.getAttribute('aria-activedescendant') ?? '')?.textContent);

const faults = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);

type Told = Awaited<ReturnType<typeof tell>> & { startMs: number };

/** Somebody of that name answers, or begins. */
async function teller(baseURL: string | undefined, take: Rendered) {
  if (baseURL === undefined) throw new Error('no app to tell to');
  return async (name: string, answers?: Told): Promise<Told> => {
    const api = await request.newContext({ baseURL });
    await becomeGuest(api, name);
    const told = await tell(api, take, { name, ...(answers ? { answers } : { title: 'The forked road' }) });
    await api.dispose();
    return { ...told, startMs: (answers?.startMs ?? 0) + take.durationMs };
  };
}

test('the map, with the keyboard alone', async ({ arrives, baseURL }) => {
  const { page } = await arrives({ microphone: 'none', viewport: DESK });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const answer = await teller(baseURL, await shortTake());
  const ada = await answer('Ada');
  const ben = await answer('Ben', ada);
  const cleo = await answer('Cleo', ada);
  const dev = await answer('Dev', ben);

  await page.goto(`/s/${ada.storyId}`);
  await expect(tree(page)).toBeVisible();
  await page.locator('body').press('Tab');
  for (let stops = 0; stops < 60 && !(await isFocused(page)); stops++) await page.keyboard.press('Tab');
  await expect(tree(page)).toBeFocused();

  await test.step('one walks along the path and over to another branch', async () => {
    await expect.poll(() => current(page)).toMatch(/^Dev, 0:\d\d, answers Ben, on the canon$/);
    await page.keyboard.press('ArrowLeft');
    expect(await current(page)).toMatch(/^Ben, .*, 1 answer, on the canon$/);
    await page.keyboard.press('Home');
    expect(await current(page)).toMatch(/^Ada, .*, the first voice, 2 answers, on the canon$/);
    await page.keyboard.press('ArrowRight');
    expect(await current(page)).toMatch(/^Ben,/);
    await page.keyboard.press('ArrowDown');
    expect(await current(page)).toMatch(/^Cleo, 0:\d\d, answers Ada$/);
    const item = page.getByRole('treeitem', { name: /^Cleo/ });
    await expect(item).toHaveAttribute('aria-level', '2');
    await expect(item).toHaveAttribute('aria-setsize', '2');
    expect(await faults(page)).toEqual([]);
  });

  await test.step('Enter plays from there, with the two answers right on it', async () => {
    await page.keyboard.press('Enter');
    const callout = page.getByRole('dialog', { name: 'Cleo' });
    await expect(callout.getByRole('link', { name: 'Duet' })).toBeFocused();
    await expect(page).toHaveURL(new RegExp(cleo.takeId));
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
    await expect.poll(() => current(page)).toMatch(/^Cleo,/);
    expect(await faults(page)).toEqual([]);
    for (const [words, kind] of [
      ['Duet', 'duet'],
      ['Continue', 'continue'],
    ] as const) {
      const href = new URL((await callout.getByRole('link', { name: words }).getAttribute('href')) ?? '', page.url());
      expect(Object.fromEntries(href.searchParams)).toMatchObject({ parent: cleo.takeId, answer: kind });
    }
  });

  await test.step('a like moves the canon', async () => {
    const callout = page.getByRole('dialog', { name: 'Cleo' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(callout.getByRole('button', { name: 'Like Cleo’s take, 1 like' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await page.keyboard.press('Escape');
    await expect(callout).toBeHidden();
    await expect(tree(page)).toBeFocused();
    await expect.poll(() => current(page)).toMatch(/, 1 like, yours among them, on the canon$/);
  });

  await test.step('a new branch grows without a reload', async () => {
    await answer('Eve', cleo);
    await expect(page.getByRole('treeitem', { name: /^Eve, .*, answers Cleo, on the canon$/ })).toBeAttached();
    await page.keyboard.press('ArrowRight');
    expect(await current(page)).toMatch(/^Eve,/);
  });

  await test.step('a screen reader that keeps the arrows to itself chooses by a click', async () => {
    await page.getByRole('treeitem', { name: /^Cleo/ }).dispatchEvent('click');
    await expect(page.getByRole('dialog', { name: 'Cleo' }).getByRole('link', { name: 'Duet' })).toBeFocused();
    await page.getByRole('treeitem', { name: /^Ben/ }).dispatchEvent('click');
    await expect(page.getByRole('dialog', { name: 'Ben' }).getByRole('link', { name: 'Duet' })).toBeFocused();
    await expect(page).toHaveURL(new RegExp(dev.takeId));
    await expect.poll(() => current(page)).toMatch(/^Ben,/);
  });
});

test('every answer to a take is reached, also after a failure', async ({ arrives, baseURL }) => {
  const { page, expects } = await arrives({ microphone: 'none', viewport: DESK });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const take = await shortTake();
  const api = await request.newContext({ ...(baseURL === undefined ? {} : { baseURL }) });
  await becomeGuest(api, 'Ada');
  const ada = { ...(await tell(api, take, { name: 'Ada', title: 'A star' })), startMs: 0 };
  const answers = { ...ada, startMs: take.durationMs };
  for (let told = 0; told < ANSWERS; told += 4)
    await Promise.all(Array.from({ length: 4 }, () => tell(api, take, { name: 'Ada', answers })));
  await api.dispose();

  expects(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
  await page.route(/\/(map|answers)\?/, (route) => route.abort('internetdisconnected'));
  await page.goto(`/s/${ada.storyId}`);
  await expect(tree(page)).toBeVisible();
  await tree(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const met = new Set<string>();
  const walk = async (key: 'ArrowDown' | 'ArrowUp') => {
    for (let steps = 0; steps < ANSWERS; steps += 1) {
      await page.keyboard.press(key);
      await expect(tree(page)).toHaveAttribute('aria-busy', 'false');
      met.add((await tree(page).getAttribute('aria-activedescendant')) ?? '');
    }
  };
  await walk('ArrowDown');
  await expect(page.getByText('The answers to Ada did not come.')).toBeVisible();
  expect(met.size).toBeLessThan(ANSWERS);

  await page.unroute(/\/(map|answers)\?/);
  await walk('ArrowDown');
  await walk('ArrowUp');
  expect(met.size).toBe(ANSWERS);
  const item = page.getByRole('treeitem', { name: /answers Ada/ }).first();
  await expect(item).toHaveAttribute('aria-setsize', String(ANSWERS));
});

const isFocused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('role') === 'tree');

test('the map under a finger', async ({ arrives, baseURL }) => {
  const { page } = await arrives({ microphone: 'none', viewport: PHONE });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const answer = await teller(baseURL, await shortTake());
  const ada = await answer('Ada');
  await page.goto(`/s/${ada.storyId}`);
  await expect(tree(page)).toBeVisible();
  const callout = page.getByRole('dialog', { name: 'Ada' });
  /** A seed alone stands in the middle, and ends right of it. */
  const tapStation = async () => {
    const box = await tree(page).boundingBox();
    if (!box) throw new Error('no map');
    await page.mouse.click(box.x + box.width / 2 + SEED_PX / 2, box.y + box.height / 2);
  };

  const tapBeside = async () => {
    const box = await tree(page).boundingBox();
    await page.mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + 60);
  };

  await test.step('a tap on a station plays from there and opens its callout, one beside it closes that', async () => {
    await tree(page).scrollIntoViewIfNeeded();
    await tapBeside();
    await expect(callout).toBeHidden();
    await tapStation();
    await expect(callout.getByRole('link', { name: 'Continue' })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
    await tapBeside();
    await expect(callout).toBeHidden();
    await tapStation();
    await callout.getByRole('button', { name: 'Close' }).click();
    await expect(callout).toBeHidden();
  });

  await test.step('a wheel over the strip scrolls the page', async () => {
    await page.setViewportSize({ ...PHONE, height: 500 });
    const box = await tree(page).boundingBox();
    await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 60);
    const was = await page.evaluate(() => window.scrollY);
    await page.mouse.wheel(0, was > 0 ? -50 : 50);
    await expect.poll(() => page.evaluate(() => window.scrollY)).not.toBe(was);
    await page.setViewportSize(PHONE);
  });

  const handle = page.getByRole('button', { name: 'Whole map' });
  const height = async () => (await tree(page).boundingBox())?.height ?? 0;
  await test.step('its handle pulls it up, and back closes it', async () => {
    const peek = await height();
    expect(peek).toBeLessThan(160);
    const grip = await handle.boundingBox();
    if (!grip) throw new Error('no handle');
    await page.mouse.move(grip.x + 40, grip.y + 20);
    await page.mouse.down();
    await page.mouse.move(grip.x + 40, grip.y - 100, { steps: 4 });
    await page.mouse.up();
    await expect(handle).toHaveAttribute('aria-expanded', 'true');
    expect(await height()).toBeGreaterThan(400);
    await tapStation();
    await expect(callout).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(callout).toBeHidden();
    await expect(handle).toHaveAttribute('aria-expanded', 'true');
    await page.goBack();
    await expect(handle).toHaveAttribute('aria-expanded', 'false');
    expect(await height()).toBe(peek);
    await expect(page).toHaveURL(new RegExp(`/s/${ada.storyId}`));
  });

  await test.step('a tap on the handle opens it, Escape closes it', async () => {
    await handle.click();
    await expect(handle).toHaveAttribute('aria-expanded', 'true');
    await tree(page).press('Escape');
    await expect(handle).toHaveAttribute('aria-expanded', 'false');
  });
});
