import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { DESK, test } from './people';
import { beginStory, fillIn, publish, recordFor } from './studio';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

const PASSWORD = 'seven green teapots';
const me = async (page: Page) => (await page.request.get('/api/v1/me')).json();

async function authorsOf(page: Page, storyId: string): Promise<string[]> {
  const { takes } = await (await page.request.get(`/api/v1/stories/${storyId}`)).json();
  return takes.map(({ author }: { author: { id: string } }) => author.id);
}

async function isAccessible(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const faults = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
  expect.soft(faults, screen).toEqual([]);
}

test('a guest signs in over the review, finds all that was theirs, and ends a session elsewhere', async ({
  arrives,
}) => {
  const phone = await arrives({ microphone: 'austen-0880' });
  const desk = await arrives({ microphone: 'none', viewport: DESK });
  const email = `ada-${Date.now()}@example.org`;

  await test.step('somebody makes an account', async () => {
    const { page } = desk;
    await page.goto('/account');
    await isAccessible(page, 'the door');
    await page.getByRole('button', { name: 'Make an account' }).click();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
    await page.getByRole('textbox', { name: 'Email' }).fill(email);
    await page.getByLabel('Password').fill('1234567890');
    await page.getByRole('button', { name: 'Make an account' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Choose another one' })).toBeVisible();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make an account' }).click();
    await expect(page.getByRole('heading', { name: 'Your account', exact: true })).toBeVisible();
    await isAccessible(page, 'the account');
  });
  const { person } = await me(desk.page);

  const { page } = phone;
  await becomeGuest(page.request, 'Gus');
  const guest = (await me(page)).person;
  expect(guest.id).not.toBe(person.id);
  const before = await tell(page.request, await shortTake(), { name: 'Gus', title: 'Told as a guest' });
  expect(await authorsOf(page, before.storyId)).toEqual([guest.id]);

  const published = await test.step('a guest records, and signs in without losing the take', async () => {
    await beginStory(page);
    await recordFor(page, 2);
    await fillIn(page, { title: 'Told as Ada', name: 'Ada' });
    await page.getByRole('button', { name: 'Sign in' }).click();
    const sheet = page.getByRole('dialog', { name: 'Sign in' });
    await sheet.getByRole('textbox', { name: 'Email' }).fill(email);
    await sheet.getByLabel('Password').fill('not this one at all');
    phone.expects(/401/);
    await sheet.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(sheet.getByRole('alert')).toContainText('not right');
    await isAccessible(page, 'the sheet');
    await sheet.getByLabel('Password').fill(PASSWORD);
    await sheet.getByLabel('Password').press('Enter');
    await expect(sheet).toBeHidden();
    await expect(page.getByText('Signed in as Ada.')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Told as Ada');
    return publish(page);
  });
  expect((await me(page)).person.id).toBe(person.id);
  expect(await authorsOf(page, published.storyId)).toEqual([person.id]);
  expect(await authorsOf(page, before.storyId)).toEqual([person.id]);

  await test.step('the other device is signed out at once', async () => {
    await page.goto('/account');
    await expect(page.getByText('This device', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: /^Sign out Chrom/ }).click();
    await expect(page.getByRole('button', { name: /^Sign out Chrom/ })).toHaveCount(0);
    expect((await me(desk.page)).person).toBeNull();
    await desk.page.reload();
    await expect(desk.page.getByRole('heading', { name: 'Sign in', exact: true })).toBeVisible();
    expect((await me(page)).person.id).toBe(person.id);
  });

  await test.step('signing out here leaves nobody', async () => {
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.waitForURL('/');
    expect((await me(page)).person).toBeNull();
  });
});
