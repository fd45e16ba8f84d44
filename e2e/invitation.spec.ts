import { expect } from '@playwright/test';
import { type Person, test } from './people';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

const TITLE = 'Among ourselves';

test('a private story is for whom its owner invites, until they are sent away', async ({ arrives }) => {
  const [ada, ben, eve] = [
    await arrives({ microphone: 'none' }),
    await arrives({ microphone: 'none' }),
    await arrives({ microphone: 'none' }),
  ];
  for (const { expects } of [ben, eve]) expects(/404/);
  await becomeGuest(ada.page.request, 'Ada');
  const { storyId, takeId } = await tell(ada.page.request, await shortTake(), {
    name: 'Ada',
    title: TITLE,
    visibility: 'private',
  });
  const isHidden = async ({ page }: Person) => {
    await page.goto(`/s/${storyId}`);
    await expect(page.getByRole('heading', { name: 'The line ends here.' })).toBeVisible();
  };

  await test.step('nobody else gets anything of it, and it tells nothing of itself elsewhere', async () => {
    await isHidden(eve);
    const { request } = eve.page;
    const { origin } = new URL(eve.page.url());
    for (const path of [
      `/card/${storyId}`,
      `/embed/${storyId}`,
      `/oembed?url=${encodeURIComponent(`${origin}/s/${storyId}`)}`,
      `/owner/${storyId}`,
      `/api/v1/stories/${storyId}`,
      `/api/v1/stories/${storyId}/map?around=${takeId}`,
      `/api/v1/stories/${storyId}/paths/${takeId}`,
      `/api/v1/stories/${storyId}/events`,
      `/api/v1/takes/${takeId}/urls?story=${storyId}`,
      `/api/v1/takes/${takeId}/answers?story=${storyId}`,
      `/api/v1/takes/${takeId}/path-file?story=${storyId}`,
    ]) {
      const answer = await request.get(path);
      expect(answer.status(), path).toBe(404);
      expect(await answer.text(), path).not.toContain(TITLE);
    }
    await ada.page.goto(`/s/${storyId}`);
    await expect(ada.page.getByRole('heading', { name: TITLE })).toBeVisible();
    await expect(ada.page.locator('meta[name="robots"]').first()).toHaveAttribute('content', /noindex/);
    expect(await ada.page.locator('meta[property="og:image"], link[type="application/json+oembed"]').count()).toBe(0);
  });

  const link = await test.step('its owner makes a link for one', async () => {
    const { page } = ada;
    await page.getByRole('link', { name: 'Your story' }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const made = page.getByRole('textbox', { name: 'The invitation' });
    await expect(made).toHaveValue(/\/invite\/[\w-]{43}$/);
    await expect(page.getByText('0 of 1 came')).toBeVisible();
    return made.inputValue();
  });

  await test.step('somebody without a name here gives one, and is in', async () => {
    const { page } = ben;
    await page.goto(link);
    await expect(page.getByRole('heading', { name: `Ada invites you to “${TITLE}”` })).toBeVisible();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ben');
    await page.getByRole('button', { name: 'Come in' }).click();
    await expect(page).toHaveURL(new RegExp(`/s/${storyId}`));
    await expect(page.getByRole('heading', { name: TITLE, exact: true })).toBeVisible();
    await page.goto(link);
    await expect(page).toHaveURL(new RegExp(`/s/${storyId}`));
    await page.goto('/?list=joined');
    await expect(page.getByRole('link', { name: new RegExp(TITLE) })).toBeVisible();
  });

  await test.step('the link is used up for everybody else', async () => {
    await eve.page.goto(link);
    await expect(eve.page.getByRole('heading', { name: 'This invitation is over.' })).toBeVisible();
    await isHidden(eve);
  });

  await test.step('who is sent away hears it no more', async () => {
    const { page } = ada;
    await page.reload();
    await page.getByRole('button', { name: 'Remove Ben' }).click();
    await expect(page.getByRole('button', { name: 'Remove Ben' })).toHaveCount(0);
    await isHidden(ben);
  });
});
