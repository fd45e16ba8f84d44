import { type APIResponse, expect } from '@playwright/test';
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

/** Of addresses that are for examples; another one for each run. */
const someAddress = () => `2001:db8:${Math.floor(Math.random() * 0xffff).toString(16)}:1::1`;

test('nobody is locked out by what their own page asks for, nor by others behind their address', async ({
  arrives,
}) => {
  const address = someAddress();
  const { page, context } = await arrives({ microphone: 'none' });
  await context.setExtraHTTPHeaders({ 'x-forwarded-for': address });
  const refused: string[] = [];
  let fetched = 0;
  page.on('response', (answer) => {
    if (answer.status() === 429) refused.push(answer.url());
    if (answer.url().includes('_rsc=')) fetched += 1;
  });
  for (let visit = 0; visit < 20; visit += 1) {
    await page.goto('/', { waitUntil: 'networkidle' });
    await expect(page.getByRole('main')).toBeVisible();
  }
  expect(refused).toEqual([]);
  // More than a minute's requests of one person: those that the page makes by itself are counted for themselves.
  expect(fetched).toBeGreaterThan(A_MINUTE);
  const other = await arrives({ microphone: 'none' });
  await other.context.setExtraHTTPHeaders({ 'x-forwarded-for': address });
  expect((await other.page.goto('/'))?.status()).toBe(200);
});

test('no header takes the limit off', async ({ playwright, baseURL }) => {
  const api = await playwright.request.newContext({
    baseURL: baseURL ?? '',
    extraHTTPHeaders: { 'x-forwarded-for': someAddress() },
  });
  await becomeGuest(api, 'Ada');
  const marked = { 'next-action': 'x', accept: 'text/html', rsc: '1', 'next-router-prefetch': '1' };
  const asked = await inTurns(A_MINUTE + 20, () => api.get('/settings', { headers: marked, maxRedirects: 0 }));
  expect(asked.filter((status) => status === 429).length).toBeGreaterThanOrEqual(20);
  await api.dispose();
});

test('nobody at an address writes as often as all of them read', async ({ playwright, baseURL }) => {
  const api = await playwright.request.newContext({
    baseURL: baseURL ?? '',
    extraHTTPHeaders: { 'x-forwarded-for': someAddress() },
  });
  const read = await inTurns(2 * A_MINUTE, () => api.get('/api/v1/stories'));
  expect(new Set(read)).toEqual(new Set([200]));
  const path = '/api/v1/people/01890000-0000-7000-8000-000000000001/block';
  const written = await inTurns(2 * A_MINUTE + 10, () => api.put(path, { data: {} }));
  expect(written.filter((status) => status === 401)).toHaveLength(2 * A_MINUTE);
  expect(written.filter((status) => status === 429)).toHaveLength(10);
  await api.dispose();
});

test('whoever guesses at a password is told when to come back, and locks nobody else out', async ({
  playwright,
  baseURL,
}) => {
  const email = `ada-${Date.now()}@example.org`;
  const guess = async (address: string) => {
    const api = await playwright.request.newContext({
      baseURL: baseURL ?? '',
      extraHTTPHeaders: { 'x-forwarded-for': address },
    });
    const { csrfToken } = await (await api.get('/api/auth/csrf')).json();
    const form = { csrfToken, json: 'true', email, password: 'not the right one' };
    const answer = await api.post('/api/auth/callback/password', { form });
    await api.dispose();
    return { status: answer.status(), after: Number(answer.headers()['retry-after'] ?? 0) };
  };
  const guesser = someAddress();
  for (let n = 0; n < 5; n += 1) expect((await guess(guesser)).status).toBe(401);
  const late = await guess(guesser);
  expect(late.status).toBe(429);
  expect(late.after).toBeGreaterThan(0);
  expect((await guess(someAddress())).status).toBe(401);
});

/** Thirty at a time; the answers' statuses. */
async function inTurns(times: number, ask: () => Promise<APIResponse>): Promise<number[]> {
  const statuses: number[] = [];
  while (statuses.length < times) {
    const some = await Promise.all(Array.from({ length: Math.min(30, times - statuses.length) }, ask));
    statuses.push(...some.map((answer) => answer.status()));
  }
  return statuses;
}
