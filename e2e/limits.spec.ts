import { expect } from '@playwright/test';
import { look } from './look';
import { test } from './people';
import { becomeGuest } from './told';

const A_MINUTE = 100;

test('whoever asks too often is told to wait, in a sentence, and nobody else is', async ({ arrives }) => {
  const { page, expects } = await arrives({ microphone: 'none' });
  expects(/status of 429/);
  await becomeGuest(page.request, 'Ada');
  const answers: number[] = [];
  for (let n = 0; n < A_MINUTE + 5; n += 1) answers.push((await page.request.get('/api/v1/stories')).status());
  expect(new Set(answers)).toEqual(new Set([200, 429]));
  // A slow machine begins a second minute meanwhile.
  expect(answers.filter((status) => status === 200).length).toBeLessThanOrEqual(2 * A_MINUTE);
  const refused = await page.request.get('/api/v1/stories');
  test.skip(refused.status() !== 429, 'the minute has ended meanwhile: this machine is too slow for the rest');
  expect(Number(refused.headers()['retry-after'])).toBeGreaterThan(0);
  expect((await refused.json()).error.code).toBe('too_many_requests');
  await page.goto('/');
  await expect(page.getByText('That was a lot at once.')).toBeVisible();
  await look({ page }, 'too-many-requests', []);

  const other = await arrives({ microphone: 'none' });
  await other.page.goto('/');
  await expect(other.page.getByRole('main')).toBeVisible();
  expect((await other.page.request.get('/api/v1/stories')).status()).toBe(200);
});

test('nobody at an address asks as often as a person', async ({ playwright, baseURL }) => {
  // Of addresses that are for examples; another one for each run.
  const address = `2001:db8:${Math.floor(Math.random() * 0xffff).toString(16)}:1::1`;
  const api = await playwright.request.newContext({
    baseURL: baseURL ?? '',
    extraHTTPHeaders: { 'x-forwarded-for': address },
  });
  const asked = await Promise.all(Array.from({ length: A_MINUTE + 20 }, () => api.get('/api/v1/stories')));
  expect(asked.filter((answer) => answer.status() === 200)).toHaveLength(A_MINUTE);
  const late = asked.find((answer) => answer.status() === 429);
  expect(Number(late?.headers()['retry-after'])).toBeGreaterThan(0);
  await api.dispose();
});
