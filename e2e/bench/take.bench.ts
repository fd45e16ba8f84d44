import type { Page } from '@playwright/test';
import type { StoryView } from '@/lib/domain/schemas';
import { test } from '../people';
import { beginStory, counterReaches, fillIn, inReview, onTakePage, type Published } from '../studio';
import { deepen } from './deep-story';
import { nativeMixMs } from './native';
import { BENCH_DATA_DIR } from './playwright.config';

const SECONDS = (process.env.BENCH_SECONDS ?? '10,60,300').split(',').map(Number);
const DEPTHS = [1, 1_000];

type Figures = { playable: number; mixed: number; mixing: number; link: number; sent: number; fetched: number };
const rows: Record<string, string>[] = [];

test('what a person waits for', async ({ arrives, request }) => {
  for (const seconds of SECONDS) {
    for (const core of ['cold', 'warm'] as const) {
      if (core === 'warm' && seconds > 60) continue;
      const { page } = await arrives({ microphone: 'austen-0870' });
      if (core === 'warm') await seed(page, 2);
      const { published, figures } = await seed(page, seconds);
      rows.push({
        take: `seed ${seconds} s, core ${core}`,
        ...columns(figures),
        ...(await besideNative(published, figures)),
      });
      console.table(rows.slice(-1));
    }
  }

  async function besideNative({ storyId }: Published, { mixing }: Figures): Promise<Record<string, string>> {
    const story: StoryView = await (await request.get(`/api/v1/stories/${storyId}`)).json();
    const take = story.takes[0];
    if (!take) throw new Error('the story has no take');
    const stem = await (await request.get(take.stemUrl)).body();
    const native = await nativeMixMs(stem);
    const ratio = native ? `${(mixing / native).toFixed(2)} × (${ms(native)})` : 'no ffmpeg here';
    return { 'mix alone': ms(mixing), 'mix/native': ratio, stem: kB(stem.length) };
  }
});

test('depth costs nothing', async ({ arrives }) => {
  const first = await arrives({ microphone: 'austen-0870' });
  const { published } = await seed(first.page, 4);
  for (const depth of DEPTHS) {
    const parent = await deepen(BENCH_DATA_DIR, published.storyId, depth);
    const { page } = await arrives({ microphone: 'austen-0890' });
    await page.goto(`/record?story=${published.storyId}&parent=${parent}&answer=duet`);
    const { figures } = await take(page, 10, { name: 'Ben' });
    rows.push({ take: `duet of 10 s at depth ${depth + 1}`, ...columns(figures) });
  }
});

test.afterAll(() => console.table(rows));

async function seed(page: Page, seconds: number) {
  await beginStory(page);
  return take(page, seconds, { title: `Bench ${seconds} s`, name: 'Ada' });
}

/** One take in real time; everything that a person waits for, counted from the taps (ms, bytes). */
async function take(page: Page, seconds: number, form: { title?: string; name: string }) {
  const bytes = { sent: 0, fetched: 0 };
  page.on('request', (sent) => {
    bytes.sent += sent.method() === 'PUT' ? (sent.postDataBuffer()?.length ?? 0) : 0;
  });
  page.on('response', async (got) => {
    if (got.url().includes('-mix.m4a')) bytes.fetched += Number((await got.allHeaders())['content-length'] ?? 0);
  });
  await page.evaluate(() => performance.clearMeasures());
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await stop.waitFor();
  await counterReaches(page, seconds);
  const stopped = await page.evaluate(() => performance.now());
  await stop.click();
  await inReview(page);
  const measured = async (name: string) => {
    const end = await page.waitForFunction((wanted) => {
      const entry = performance.getEntriesByName(wanted)[0];
      return entry && entry.startTime + entry.duration;
    }, name);
    return Number(await end.jsonValue()) - stopped;
  };
  const playable = await measured('take cut');
  const mixed = await measured('take mixed');
  const mixing = await page.evaluate(() => performance.getEntriesByName('take mixed')[0]?.duration ?? 0);
  await fillIn(page, form);
  const tapped = Date.now();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const published = await onTakePage(page);
  return { published, figures: { playable, mixed, mixing, link: Date.now() - tapped, ...bytes } satisfies Figures };
}

const ms = (value: number) => `${Math.round(value)} ms`;
const kB = (value: number) => `${Math.round(value / 1_000)} kB`;
const columns = ({ playable, mixed, link, sent, fetched }: Figures) => ({
  'Stop → plays': ms(playable),
  'Stop → mixed': ms(mixed),
  'Publish → link': ms(link),
  uploaded: kB(sent),
  'parent fetched': kB(fetched),
});
