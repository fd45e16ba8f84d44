import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { type Person, test } from './people';
import { beginStory, counterReaches, inReview } from './studio';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

/** WCAG 2.2, A and AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
/** The demo story, which every copy of the app has. */
const STORY = '01890000-0000-7000-8000-000000000000';
const NOBODY = '01890000-0000-7000-8000-00000000ffff';
const DEMO = 'Mr. John Dashwood considers';
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Nothing on the screen as it is breaks a rule, dark and light. */
async function isSound({ page }: Pick<Person, 'page'>, screen: string): Promise<void> {
  await test.step(screen, async () => {
    for (const colorScheme of ['dark', 'light'] as const) {
      // Colours on their way from one to the other would be measured half-way.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      const faults = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
      );
      expect.soft(faults, `${screen}, ${colorScheme}`).toEqual([]);
    }
  });
}

test('the front page, its lists, and what is said when nothing more comes', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page, context, expects } = person;
  for (const [query, heading] of [
    ['', 'Growing now'],
    ['?list=newest', 'Newest'],
    ['?list=loved', 'Most loved'],
    ['?list=mine', 'Your stories'],
    ['?list=joined', 'Stories you joined'],
    ['?q=nothing+like+this', 'Growing now'],
  ] as const) {
    await page.goto(`/${query}`);
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
    await isSound(person, `home ${query}`);
  }

  const take = await shortTake();
  await becomeGuest(page.request, 'Ada');
  for (let n = 0; n < 25; n++) await tell(page.request, take, { name: 'Ada', title: `Leaf ${n}` });
  expects(/ERR_FAILED/);
  await context.route('**/api/v1/stories?**', (route) => route.abort());
  await page.goto('/?list=mine');
  await page.getByRole('link', { name: 'Load more' }).scrollIntoViewIfNeeded();
  await expect(page.getByText('The next stories did not come.')).toBeVisible();
  await isSound(person, 'home, when the next page does not come');
});

test('a story, silent and playing, and its player in another page', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page, expects } = person;
  await page.goto(`/s/${STORY}`);
  await expect(button(page, 'Play')).toBeVisible();
  await expect(page.getByRole('tree')).toBeVisible();
  await isSound(person, 'story');
  await button(page, 'Play').click();
  await expect(page.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:01 of/);
  await isSound(person, 'story, playing');

  const embed = page.url().replace('/s/', '/embed/');
  await page.goto(embed);
  await expect(button(page, 'Play')).toBeVisible();
  await isSound(person, 'embedded player');
  expects(/status of 404/);
  await page.goto(`/embed/${NOBODY}`);
  await expect(page.getByRole('heading', { name: 'The line ends here.' })).toBeVisible();
  await isSound(person, 'embedded player of nothing');
});

test('what opens over a story: the ways to listen, the keys, a link, the map', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page } = person;
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await page.goto(`/s/${STORY}`);
  const tree = page.getByRole('tree');
  await expect(tree).toBeVisible();
  await button(page, 'Share').click();
  await expect(page.getByRole('textbox', { name: /^Copy this link/ })).toBeVisible();
  await isSound(person, 'story, a link to copy');

  await button(page, 'More ways to listen').click();
  await expect(page.getByRole('dialog', { name: 'Listening' })).toBeVisible();
  await isSound(person, 'ways to listen');
  await page.getByRole('button', { name: 'Keys' }).click();
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await isSound(person, 'keys');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Whole map' }).click();
  await expect(page.getByRole('button', { name: 'Whole map' })).toHaveAttribute('aria-expanded', 'true');
  await isSound(person, 'map, pulled up');
  await tree.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Duet', exact: true }).first()).toBeVisible();
  await isSound(person, 'map, a take of it');
});

test('more answers than a fork shows', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page } = person;
  const take = await shortTake();
  await becomeGuest(page.request, 'Ada');
  const seed = await tell(page.request, take, { name: 'Ada', title: 'Ten ways on' });
  const answers = { ...seed, startMs: take.durationMs };
  for (let n = 0; n < 10; n++) await tell(page.request, take, { name: 'Ada', answers });
  await page.goto(`/s/${seed.storyId}`);
  await expect(page.getByRole('tree')).toBeVisible();
  await isSound(person, 'story with a wide fork');
  await page.getByRole('button', { name: /more/ }).first().click();
  await expect(page.getByRole('dialog', { name: 'Answers to Ada' })).toBeVisible();
  await isSound(person, 'branches');
});

test('the studio', async ({ arrives }) => {
  const person = await arrives({ microphone: 'austen-0890' });
  const { page } = person;
  await beginStory(page);
  await isSound(person, 'studio');
  await button(page, 'Record').click();
  await counterReaches(page, 1);
  await isSound(person, 'recording');
  await button(page, 'Stop').click();
  await inReview(page);
  await isSound(person, 'review');
  await button(page, 'Publish').click();
  await expect(page.getByText('Give your story a title, then publish.')).toBeVisible();
  await isSound(person, 'review, without a title');
  await button(page, 'Close').click();
  await expect(page.getByRole('dialog', { name: 'Leave without publishing?' })).toBeVisible();
  await isSound(person, 'leaving');
  await button(page, 'Keep for later').click();

  await page.goto('/drafts');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await isSound(person, 'drafts, with a take');

  await page.goto('/settings');
  await button(page, 'Forget me on this device').click();
  await expect(page.getByRole('dialog', { name: 'Forget you on this device?' })).toBeVisible();
  await isSound(person, 'being forgotten, with a take');

  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Growing now' })).toBeVisible();
  await isSound(person, 'home, with a take that waits');
  await page.goto(`/s/${STORY}`);
  await page.getByRole('link', { name: 'Duet', exact: true }).click();
  await expect(page.getByRole('slider', { name: 'Where you come in' })).toBeVisible();
  await isSound(person, 'studio of an answer');
});

test('the studio without a microphone', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page } = person;
  await beginStory(page);
  await button(page, 'Record').click();
  await expect(page.getByText('There is no microphone.')).toBeVisible();
  await isSound(person, 'studio, no microphone');
});

test('without a network', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page, context, expects } = person;
  expects(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/);
  await page.goto('/');
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  await page.goto(`/s/${STORY}`);
  await expect(page.getByRole('tree')).toBeVisible();
  await page.getByRole('button', { name: /^Keep offline/ }).click();
  await expect(page.getByText('Kept offline').first()).toBeVisible();
  const story = page.url();
  await context.setOffline(true);
  for (const [path, heading] of [
    ['/', 'Stories on this device'],
    [story, DEMO],
    ['/drafts', 'On this device'],
    ['/settings', 'Settings'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
    await isSound(person, `offline, ${path === story ? 'story' : path}`);
  }
});

test('the pages beside them', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page, expects } = person;
  for (const path of ['/drafts', '/settings', '/offline', '/operator/alignment']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await isSound(person, path);
  }
  expects(/status of 404/);
  for (const path of ['/s/nonsense', `/s/${NOBODY}`, '/nowhere']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: 'The line ends here.' })).toBeVisible();
    await isSound(person, `not found, ${path}`);
  }
});
