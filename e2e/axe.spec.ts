import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { type Person, test } from './people';
import { beginStory, counterReaches, inReview } from './studio';

/** WCAG 2.2, A and AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
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

test('the front page and its lists', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page } = person;
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
});

test('a story, silent and playing, and its player in another page', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page } = person;
  await page.goto('/');
  await page.getByRole('link', { name: new RegExp(DEMO) }).click();
  await expect(button(page, 'Play')).toBeVisible();
  await expect(page.getByRole('tree')).toBeVisible();
  await isSound(person, 'story');
  await button(page, 'Play').click();
  await expect(page.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:01 of/);
  await isSound(person, 'story, playing');

  await page.goto(page.url().replace('/s/', '/embed/'));
  await expect(button(page, 'Play')).toBeVisible();
  await isSound(person, 'embedded player');
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

  await page.goto('/drafts');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await isSound(person, 'drafts, with a take');

  await page.goto('/');
  await page.getByRole('link', { name: new RegExp(DEMO) }).click();
  await page.getByRole('link', { name: 'Duet', exact: true }).click();
  await expect(page.getByRole('slider', { name: 'Where you come in' })).toBeVisible();
  await isSound(person, 'studio of an answer');
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
  await page.goto('/s/nonsense');
  await expect(page.getByRole('heading', { name: 'The line ends here.' })).toBeVisible();
  await isSound(person, 'not found');
});
