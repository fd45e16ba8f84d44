import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { look } from './look';
import { DESK, test } from './people';
import { shortTake } from './takes-to-send';
import { becomeGuest, tell } from './told';

const isFine = async (page: Page) => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

test('a story is settled, hears before others do, is closed, and deleted and had back', async ({ arrives }) => {
  const [ada, ben] = [await arrives({ microphone: 'none' }), await arrives({ microphone: 'none', viewport: DESK })];
  ben.expects(/404/);
  await becomeGuest(ada.page.request, 'Ada');
  await becomeGuest(ben.page.request, 'Ben');
  const rendered = await shortTake();
  const seed = await tell(ada.page.request, rendered, { name: 'Ada', title: 'A draft' });
  const owner = `/owner/${seed.storyId}`;
  const { page } = ada;

  await test.step('its owner says what it is about, and that they hear each take first', async () => {
    await page.goto(owner);
    await page.getByRole('textbox', { name: 'Title' }).fill('The long night');
    await page.getByRole('textbox', { name: 'What it is about' }).fill('Begun in the rain.\nGo on where it hurts.');
    await page.getByRole('switch', { name: 'Hear each take before others do' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await isFine(page);
    await page.goto(`/s/${seed.storyId}`);
    await page.getByText('What it is about').click();
    await expect(page.getByText('Go on where it hurts.')).toBeVisible();
    await isFine(page);
  });

  const told = await test.step('an answer waits, and its author sees that it does', async () => {
    const answer = await tell(ben.page.request, rendered, {
      name: 'Ben',
      answers: { ...seed, startMs: rendered.durationMs },
    });
    await ben.page.goto('/waiting');
    await expect(ben.page.getByText('Waits for the owner of the story.')).toBeVisible();
    await isFine(ben.page);
    await look(ben, 'waiting', []);
    await ben.page.goto(`/s/${seed.storyId}/${answer.takeId}`);
    await expect(ben.page.getByRole('heading', { name: 'The line ends here.' })).toBeVisible();
    return answer;
  });

  await test.step('the owner hears it and lets it in', async () => {
    await page.goto(`/s/${seed.storyId}`);
    await page.getByRole('link', { name: '1 take waits for you' }).click();
    await expect(page.getByRole('heading', { name: 'Waits for you' })).toBeVisible();
    await look(ada, 'owner', ['Let it in', 'Not this one']);
    await page.getByRole('button', { name: 'Let it in' }).click();
    await expect(page.getByRole('heading', { name: 'Waits for you' })).toHaveCount(0);
    await ben.page.goto(`/s/${seed.storyId}/${told.takeId}`);
    await expect(ben.page.getByRole('heading', { name: 'The long night' })).toBeVisible();
  });

  await test.step('a closed story takes nothing, until it is opened again', async () => {
    await page.getByRole('button', { name: 'Close the story' }).click();
    await expect(page.getByRole('button', { name: 'Open it again' })).toBeVisible();
    const like = { data: { storyId: seed.storyId, isLiked: true } };
    expect((await ben.page.request.put(`/api/v1/takes/${seed.takeId}/like`, like)).status()).toBe(409);
    await ben.page.reload();
    await expect(ben.page.getByText('Told to its end')).toBeVisible();
    await expect(ben.page.getByText('Nothing is added to this story any more.')).toBeVisible();
    await expect(ben.page.getByRole('link', { name: 'Duet', exact: true })).toHaveCount(0);
    await expect(ben.page.getByRole('button', { name: /^Like/ })).toHaveCount(0);
    await isFine(ben.page);
    await look(ben, 'story-closed', ['Play', 'Share']);
    await ben.page.goto(`/record?story=${seed.storyId}&parent=${seed.takeId}`);
    await expect(ben.page.getByRole('heading', { name: 'You cannot answer here.' })).toBeVisible();
    await isFine(ben.page);
    await look(ben, 'record-refused', ['Back to the story']);
    await page.getByRole('button', { name: 'Open it again' }).click();
    await expect(page.getByRole('button', { name: 'Close the story' })).toBeVisible();
    expect((await ben.page.request.put(`/api/v1/takes/${seed.takeId}/like`, like)).status()).toBe(200);
  });

  await test.step('who means this one deletes it, and may have it back', async () => {
    await page.getByRole('button', { name: 'Delete the story' }).click();
    const sure = page.getByRole('dialog', { name: 'Delete the story?' });
    await expect(sure.getByRole('button', { name: 'Delete it' })).toBeDisabled();
    await sure.getByRole('textbox', { name: 'Type its title' }).fill('The long night');
    await sure.getByRole('button', { name: 'Delete it' }).click();
    await expect(page.getByRole('heading', { name: /is deleted/ })).toBeVisible();
    await isFine(page);
    await ben.page.goto(`/s/${seed.storyId}`);
    await expect(ben.page.getByRole('heading', { name: 'The line ends here.' })).toBeVisible();
    await page.getByRole('button', { name: 'Have it back' }).click();
    await expect(page.getByRole('button', { name: 'Delete the story' })).toBeVisible();
    await ben.page.goto(`/s/${seed.storyId}`);
    await expect(ben.page.getByRole('heading', { name: 'The long night' })).toBeVisible();
  });
});
