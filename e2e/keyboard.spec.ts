import { expect, type Page } from '@playwright/test';
import { DESK, test } from './people';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

/** The demo story, which every copy of the app has. */
const STORY = '01890000-0000-7000-8000-000000000000';
const DEMO = 'Mr. John Dashwood considers';
/** No page has more stops than this before what one looks for. */
const MOST_STOPS = 120;

type Target = {
  role: 'button' | 'link' | 'slider' | 'searchbox' | 'radio' | 'switch' | 'textbox';
  name: string | RegExp;
};

/** Goes on by Tab alone until it is there. */
async function tabTo(page: Page, { role, name }: Target): Promise<void> {
  const target = page.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) }).first();
  await expect(target).toBeVisible();
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never came to the ${role} ${name}`);
}

const press = (page: Page, ...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

test('the front page: its lists, a search, a list that goes on, a story, and back', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none', viewport: DESK });
  const take = await shortTake();
  await becomeGuest(page.request, 'Kim');
  for (let n = 0; n < 26; n++) await tell(page.request, take, { name: 'Kim', title: `Key ${n}` });

  await page.goto('/');
  await press(page, 'Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await press(page, 'Enter');
  await tabTo(page, { role: 'searchbox', name: 'Search titles and voices' });
  await page.keyboard.type('kim');
  await expect(page).toHaveURL(/q=kim/);
  await tabTo(page, { role: 'link', name: 'Mine' });
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: 'Your stories', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/list=mine&q=kim/);

  // What comes after the card that one has come to is there before one comes to the end.
  await tabTo(page, { role: 'link', name: /^Key 9 / });
  await expect(page.getByRole('link', { name: /^Key 0 / })).toBeAttached();
  await tabTo(page, { role: 'link', name: /^Key 0 / });
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: 'Key 0', level: 1 })).toBeVisible();
  // As Alt and the left arrow do in a browser with a window.
  await page.goBack();
  await expect(page.getByRole('link', { name: /^Key 0 / })).toBeFocused();
  await press(page, 'Shift+Tab');
  await expect(page.getByRole('link', { name: /^Key 1 / })).toBeFocused();
});

test('a story: its link, the ways to listen, and the moment that is shared', async ({ arrives }) => {
  const { page, context } = await arrives({ microphone: 'none', viewport: DESK });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.goto(`/s/${STORY}`);
  await expect(page.getByRole('tree')).toBeVisible();
  await tabTo(page, { role: 'button', name: 'Share' });
  await press(page, 'Enter');
  await expect(page.getByText('Link copied')).toBeVisible();
  expect(await copied()).toContain(`/s/${STORY}`);

  await tabTo(page, { role: 'button', name: 'More ways to listen' });
  await press(page, 'Enter');
  const sheet = page.getByRole('dialog', { name: 'Listening' });
  await expect(sheet).toBeVisible();
  await tabTo(page, { role: 'radio', name: '1×' });
  await press(page, 'ArrowRight');
  await expect(sheet.getByRole('radio', { name: '1.25×' })).toBeChecked();
  await tabTo(page, { role: 'switch', name: /^Skip silences/ });
  await press(page, 'Space');
  await expect(sheet.getByRole('switch', { name: /^Skip silences/ })).toBeChecked();
  await tabTo(page, { role: 'button', name: 'Share this moment' });
  await press(page, 'Enter');
  await expect.poll(copied).toMatch(/[?&]t=/);
  await press(page, 'Escape');
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('button', { name: 'More ways to listen' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Speed 1.25×' })).toBeVisible();
});

test('a link that cannot be copied is shown, and can be reached', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none', viewport: DESK });
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await page.goto(`/s/${STORY}`);
  await expect(page.getByRole('tree')).toBeVisible();
  await tabTo(page, { role: 'button', name: 'Share' });
  await press(page, 'Enter', 'Tab');
  const link = page.getByRole('textbox', { name: 'Copy this link and send it to somebody.' });
  await expect(link).toBeFocused();
  expect(await link.evaluate((input: HTMLInputElement) => input.selectionEnd)).toBe((await link.inputValue()).length);
});

test('the player in another page', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none', viewport: { width: 640, height: 180 } });
  await page.goto(`/embed/${STORY}`);
  await tabTo(page, { role: 'button', name: 'Play' });
  await press(page, 'Space');
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeFocused();
  const position = page.getByRole('slider', { name: 'Position' });
  await expect(position).toHaveAttribute('aria-valuetext', /^0:01 of/);
  await press(page, 'Space');
  await tabTo(page, { role: 'slider', name: 'Position' });
  await press(page, 'End', 'Home', 'ArrowRight');
  await expect(position).not.toHaveAttribute('aria-valuetext', /^0:00 of/);
  await tabTo(page, { role: 'link', name: 'Answer on Tap Story' });
  const opened = page.context().waitForEvent('page');
  await press(page, 'Enter');
  await expect((await opened).getByRole('heading', { name: DEMO })).toBeVisible();
});

test('the settings, and being forgotten', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none', viewport: DESK });
  await page.goto('/');
  await tabTo(page, { role: 'link', name: 'Settings' });
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await tabTo(page, { role: 'link', name: 'See them' });
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: 'On this device' })).toBeVisible();
  await page.goBack();
  await tabTo(page, { role: 'button', name: 'Forget me on this device' });
  await press(page, 'Enter');
  const asks = page.getByRole('dialog', { name: 'Forget you on this device?' });
  await expect(asks).toBeVisible();
  await press(page, 'Escape');
  await expect(asks).toBeHidden();
  await expect(page.getByRole('button', { name: 'Forget me on this device' })).toBeFocused();
  await press(page, 'Enter');
  await tabTo(page, { role: 'button', name: 'Forget me' });
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: 'Growing now' })).toBeVisible();
});
