import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { mixOnServer } from '@/lib/server/mixing/pool';
import { decode, shares, voiceFile } from '@/lib/server/mixing/test-sounds';
import { filesInZip } from '@/lib/server/test-zip';
import { expectAlone, expectLengths, hear } from './ear';
import { DESK, test } from './people';
import { becomeGuest, tell } from './told';

const OVERLAP_MS = 1_500;

const told = async (name: 'austen-0870' | 'austen-0880' | 'austen-0890', parentMix: Uint8Array | null, fromMs = 0) =>
  mixOnServer({
    source: { bytes: await voiceFile(name), contentType: 'audio/flac' },
    cut: 'whole',
    parent: parentMix && { mix: parentMix, fromMs, overlapMs: OVERLAP_MS },
  });

test('somebody takes everything along and leaves, and those who answered play on without them', async ({ arrives }) => {
  test.setTimeout(180_000);
  const [ada, bob] = [await arrives({ microphone: 'none', viewport: DESK }), await arrives({ microphone: 'none' })];
  const [asAda, asBob] = [ada.context.request, bob.context.request];
  await becomeGuest(asAda, 'Ada');
  await becomeGuest(asBob, 'Bob');

  const first = await told('austen-0870', null);
  const seed = await tell(asAda, first, { name: 'Ada', title: 'Who stays' });
  const bobsStart = first.durationMs - OVERLAP_MS;
  const second = await told('austen-0890', first.mix, bobsStart);
  const answer = await tell(asBob, second, { name: 'Bob', answers: { ...seed, startMs: bobsStart } });
  const third = await told('austen-0880', null);
  const last = await tell(asAda, third, {
    name: 'Ada',
    answers: { ...answer, startMs: bobsStart + second.durationMs },
  });
  const before = await hear(asBob, seed.storyId, answer.takeId);
  const adas = await hear(asAda, seed.storyId, seed.takeId);

  await test.step('one of one’s own takes goes by itself', async () => {
    const { page } = ada;
    await page.goto(`/s/${last.storyId}/${last.takeId}`);
    const map = page.getByRole('tree');
    await expect(map).toBeVisible();
    await map.focus();
    await expect(map).toHaveAttribute('aria-activedescendant', /./);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Ada' }).getByRole('button', { name: 'More about Ada’s take' }).click();
    await page.getByRole('button', { name: 'Remove this take' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Your take is removed' })).toBeVisible();
    await page.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(page.getByText('Removed').first()).toBeVisible();
  });

  await test.step('the export holds the voice, to the byte', async () => {
    const { page } = ada;
    await page.goto('/account');
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download it' }).click();
    const files = filesInZip(new Uint8Array(await readFile(await (await coming).path())));
    const stem = files.get(`takes/${seed.takeId}/stem.flac`) ?? new Uint8Array();
    expect(Buffer.from(stem).equals(adas.files.stem)).toBe(true);
    expect([...files.keys()]).toEqual(expect.arrayContaining(['data.json', 'README.txt']));
    expect([...files.keys()].some((name) => name.includes(answer.takeId))).toBe(false);
  });

  await test.step('the account goes with the word for it, and not without', async () => {
    const { page } = ada;
    await page.getByRole('button', { name: 'Delete…' }).click();
    const go = page.getByRole('button', { name: 'Delete', exact: true });
    await expect(go).toBeDisabled();
    await page.getByRole('textbox', { name: 'Type “delete”' }).fill('delete');
    await go.click();
    await page.waitForURL('/');
    expect(await (await asAda.get('/api/v1/me')).json()).toMatchObject({ person: null });
  });

  await test.step('the one who answered is heard where they were, without the other', async () => {
    const urls = () => asBob.get(`/api/v1/takes/${answer.takeId}/urls?story=${answer.storyId}`);
    await expect.poll(async () => (await urls()).status(), { timeout: 60_000 }).toBe(200);
    const after = await hear(asBob, seed.storyId, answer.takeId);
    expect([after.startMs, after.durationMs, after.alignment]).toEqual([
      before.startMs,
      before.durationMs,
      before.alignment,
    ]);
    expect(Buffer.from(after.files.stem).equals(before.files.stem)).toBe(true);
    expectLengths(after);
    expectAlone(after);
    const under = OVERLAP_MS * 48;
    const adasEnd = (await decode(adas.files.mix)).samples.slice(bobsStart * 48, bobsStart * 48 + under);
    const share = (mix: Float32Array) =>
      Math.abs(shares(mix.slice(0, under), after.stem.samples.slice(0, under), adasEnd).other);
    expect(share(before.mix.samples)).toBeGreaterThan(0.5);
    expect(share(after.mix.samples)).toBeLessThan(0.02);
    expect((await asBob.get(adas.mixUrl)).status(), 'an address that was handed out before').toBe(404);
  });

  await test.step('and the whole path plays through, with nobody’s name in the empty places', async () => {
    const { page } = bob;
    await page.goto(`/s/${last.storyId}/${last.takeId}`);
    await expect(page.getByText('Removed').first()).toBeVisible();
    await expect(page.getByText('Ada', { exact: true })).toHaveCount(0);
    // The story is nobody's any more, and ends where it is.
    await expect(page.getByText('Nothing is added to this story any more.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Duet', exact: true })).toHaveCount(0);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(page.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /Bob/, {
      timeout: 30_000,
    });
  });
});
