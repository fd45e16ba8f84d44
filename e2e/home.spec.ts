import { expect, type Page } from '@playwright/test';
import { look } from './look';
import { test } from './people';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

const PAGE = 24;
const DEMO = 'Mr. John Dashwood considers';
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Lists' }).getByRole('link', { name });
const cards = (page: Page) =>
  page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading') });
const status = (page: Page) => page.getByRole('main').getByRole('status').first();
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search titles and voices' });

test('the lists, and what is looked for in them', async ({ arrives }) => {
  const person = await arrives({ microphone: 'none' });
  const { page } = person;
  const take = await shortTake();
  await becomeGuest(page.request, 'Zoë Quill');
  await tell(page.request, take, { name: 'Zoë Quill', title: '100% of a lantern', visibility: 'public' });
  await page.goto('/');
  await expect(tab(page, 'Growing')).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('heading', { name: '100% of a lantern' })).toBeVisible();
  await look(person, 'home-growing', ['New story', 'Growing', 'Joined']);

  await tab(page, 'Newest').click();
  await expect(page.getByRole('heading', { name: 'Newest', level: 1 })).toBeVisible();
  await expect(cards(page).first()).toContainText('100% of a lantern');
  await expect(page).toHaveTitle('Newest · Tap Story');
  await tab(page, 'Loved').click();
  await expect(page.getByRole('heading', { name: 'Most loved', level: 1 })).toBeVisible();
  await tab(page, 'Mine').click();
  await expect(page.getByRole('heading', { name: 'Your stories', level: 1 })).toBeVisible();
  await expect(cards(page)).toHaveCount(1);
  await tab(page, 'Joined').click();
  await expect(page.getByText('You have not answered anyone yet.').last()).toBeVisible();
  await look(person, 'home-joined', ['New story', 'See what is growing']);
  await page.getByRole('link', { name: 'See what is growing' }).click();
  await expect(page.getByRole('heading', { name: 'Growing now', level: 1 })).toBeVisible();

  await test.step('while one types, by title and by voice', async () => {
    // What says so to a screen reader is there before it has anything to say, and stays.
    const said = await status(page).elementHandle();
    await search(page).pressSequentially('LANT');
    await page.waitForURL('/?q=LANT');
    await expect(cards(page)).toHaveCount(1);
    await expect(search(page)).toBeFocused();
    await expect.poll(() => said?.textContent()).toBe('1 story for “LANT”');
    await search(page).fill('zoe q');
    await expect(cards(page).first()).toContainText('100% of a lantern');
    await expect(page).toHaveURL(/q=zoe/);
    await search(page).fill('100%');
    await expect(page).toHaveURL(/q=100%25$/);
    await expect(cards(page)).toHaveCount(1);
    await search(page).fill('nobody says this');
    await expect(page.getByText('No title and no voice here has “nobody says this”.').last()).toBeVisible();
    await expect.poll(() => said?.textContent()).toBe('No title and no voice here has “nobody says this”.');
    await look(person, 'home-nothing', ['New story']);
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await expect(search(page)).toBeFocused();
    await expect(page).toHaveURL('/');
    await expect(cards(page).first()).toBeVisible();
    await expect.poll(() => said?.textContent()).toMatch(/^\d+ stor/);
  });
});

test('somebody without a name is invited where their own stories would be', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  await page.goto('/?list=mine');
  const main = page.getByRole('main');
  await expect(main.getByText('Your stories will stand here.').last()).toBeVisible();
  await page.goto('/?list=joined');
  await expect(main.getByText('Stories that you answer will stand here.').last()).toBeVisible();
  await page.goto('/?list=worst&q=x');
  await expect(page.getByRole('heading', { name: 'Growing now', level: 1 })).toBeVisible();
});

test('a list goes on at its end, and is where it was when one comes back', async ({ arrives }) => {
  const { page, context } = await arrives({ microphone: 'none' });
  const take = await shortTake();
  await becomeGuest(page.request, 'Ada');
  const count = PAGE + 8;
  for (let n = count; n >= 1; n--) await tell(page.request, take, { name: 'Ada', title: `Page ${n}` });

  await page.goto('/?list=mine');
  await expect(cards(page)).toHaveCount(PAGE);
  await page.getByRole('heading', { name: 'Page 20', exact: true }).scrollIntoViewIfNeeded();
  await expect(cards(page)).toHaveCount(count);
  await expect(page.getByRole('link', { name: 'Load more' })).toHaveCount(0);
  const titles = await cards(page).getByRole('heading').allTextContents();
  expect(titles).toEqual(Array.from({ length: count }, (_, n) => `Page ${n + 1}`));

  const far = page.getByRole('link', { name: /^Page 30 / });
  await far.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => window.scrollY);
  expect(before).toBeGreaterThan(1_000);
  await far.press('Enter');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.goBack();
  await expect(cards(page)).toHaveCount(count);
  await expect(far).toBeInViewport();
  await expect(far).toBeFocused();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(before);

  await test.step('but begins anew when the page is asked for anew', async () => {
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.reload();
    await expect(cards(page)).toHaveCount(PAGE);
  });

  await test.step('without scripts the next page is a link away, and a search a form', async () => {
    const browser = context.browser();
    const plain = await browser!.newContext({
      javaScriptEnabled: false,
      baseURL: new URL(page.url()).origin,
      storageState: await context.storageState(),
    });
    const bare = await plain.newPage();
    await bare.goto('/?list=mine');
    await bare.getByRole('link', { name: 'Load more' }).click();
    await expect(cards(bare)).toHaveCount(count - PAGE);
    await search(bare).fill('page 31');
    await search(bare).press('Enter');
    await expect(cards(bare)).toHaveCount(1);
    await expect(bare).toHaveURL(/\?list=mine&q=page\+31$/);
    await plain.close();
  });
});

test('when the next page does not come, the link at the end tries again', async ({ arrives }) => {
  const { page, context, expects } = await arrives({ microphone: 'none' });
  expects(/ERR_FAILED/);
  const take = await shortTake();
  await becomeGuest(page.request, 'Ben');
  for (let n = 0; n <= PAGE; n++) await tell(page.request, take, { name: 'Ben', title: `Leaf ${n}` });
  await context.route('**/api/v1/stories?**', (route) => route.abort());
  await page.goto('/?list=mine');
  await page.getByRole('link', { name: 'Load more' }).scrollIntoViewIfNeeded();
  await expect(page.getByText('The next stories did not come.')).toBeVisible();
  await context.unroute('**/api/v1/stories?**');
  await page.getByRole('link', { name: 'Load more' }).press('Enter');
  await expect(cards(page)).toHaveCount(PAGE + 1);
  await expect(cards(page).nth(PAGE).getByRole('link')).toBeFocused();
});

test('where the browser lets no page keep anything, lists work all the same', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  await page.addInitScript(() =>
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    }),
  );
  await page.goto('/');
  await page.getByRole('link', { name: new RegExp(DEMO) }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: DEMO })).toBeVisible();
});

test('the demo is found by its voice', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none' });
  await page.goto('/?q=marianne');
  await expect(page.getByRole('heading', { name: DEMO })).toBeVisible();
});
