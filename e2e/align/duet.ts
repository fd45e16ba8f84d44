import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { publishTake, type StoryView } from '@/lib/domain/schemas';
import { decode } from '@/lib/server/mixing/test-sounds';
import { counterReaches, fillIn, inReview, publish } from '../studio';
import { delayOf, SAMPLES_PER_MS } from './delay';
import type { Parent } from './parents';

/** Where a stem is looked for around where it should be (ms). */
const WITHIN_MS = 600;
/** Half a second of the overlap, to see whether all of it lies where the whole does. */
const PIECE_MS = 500;
/** How far from the whole it may lie (ms). */
const PIECE_WITHIN_MS = 150;
/** A stem that is less like its parent than this is not the parent's leak alone, and tells nothing. */
const LIKE = 0.7;
const RENDERED_WITHIN_MS = 120_000;

/** How the page fares while it records: instants (ms after Record) at which its main thread is held up, and for how long. */
export type Trouble = { atMs: number[]; forMs: number };

export type Duet = {
  method: string;
  errorMs: number;
  /** What the review said. */
  said: string;
  /** How much later than its parent the published take lies (ms). */
  residualMs: number;
  /** Of the half seconds of the overlap, the one that lies farthest off (ms). */
  worstMs: number;
  /** Where it would lie by what the browser reports of its delays (ms). */
  naiveMs: number;
  /** The true round trip (ms). */
  roundTripMs: number;
};

/** Opens the studio for a duet that comes in at `punchMs` of its parent. */
export async function aim(page: Page, { storyId, takeId }: Parent, punchMs: number): Promise<void> {
  await page.goto(`/record?story=${storyId}&parent=${takeId}&answer=duet`);
  await expect(button(page, 'Record')).not.toHaveAttribute('aria-disabled');
  const punch = page.getByRole('slider', { name: 'Where you come in' });
  for (let seconds = 0; seconds < punchMs / 1_000; seconds++) await punch.press('PageUp');
  await expect(punch).toHaveAttribute('aria-valuenow', String(punchMs));
}

/** Records until the parent is over, and publishes. The performer is whoever makes the sound in this machine. */
export async function perform(page: Page, parent: Parent, punchMs: number, trouble: Trouble | null) {
  await button(page, 'Record').click();
  return performOn(page, parent, punchMs, trouble);
}

/** The same, once Record is pressed. */
export async function performOn(page: Page, parent: Parent, punchMs: number, trouble: Trouble | null) {
  await button(page, 'Stop').waitFor();
  if (trouble) await holdUp(page, trouble);
  await counterReaches(page, Math.ceil((parent.durationMs - punchMs) / 1_000) + 1);
  await button(page, 'Stop').click();
  await inReview(page);
  await page.waitForFunction(() => performance.getEntriesByName('take mixed').length > 0, null, {
    timeout: RENDERED_WITHIN_MS,
  });
  const said =
    (await page
      .getByText(/^(Aligned|Estimated) ±/)
      .first()
      .textContent()) ?? '';
  await fillIn(page, { name: 'Ben' });
  const publishing = page.waitForRequest(
    (request) => request.method() === 'PUT' && /\/api\/v1\/takes\/[^/]+$/.test(request.url()),
  );
  const { takeId } = await publish(page);
  const { alignment } = publishTake.parse((await publishing).postDataJSON());
  return { takeId, alignment, said };
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const holdUp = (page: Page, { atMs, forMs }: Trouble): Promise<void> =>
  page.evaluate(
    ([instants, ms]) => {
      for (const instant of instants) {
        setTimeout(() => {
          for (const end = performance.now() + ms; performance.now() < end; );
        }, instant);
      }
    },
    [atMs, forMs] as const,
  );

/**
 * Fetches what was published and says how far it lies from its parent. `sound` is what the performer made of the parent's mix:
 * sample by sample in time with it.
 */
export async function judge(
  api: APIRequestContext,
  { storyId, durationMs }: Parent,
  punchMs: number,
  published: Awaited<ReturnType<typeof perform>>,
  sound: Float32Array,
): Promise<Duet> {
  const { alignment, stem } = await fetchStem(api, storyId, published.takeId);
  const overlap = sound.subarray(punchMs * SAMPLES_PER_MS, durationMs * SAMPLES_PER_MS);
  const reach = WITHIN_MS * SAMPLES_PER_MS;
  const whole = delayOf(stem, overlap, [-reach, reach]);
  const residualMs = whole.samples / SAMPLES_PER_MS;
  const { method, errorMs } = alignment;
  const { offsetMs, reportedMs } = published.alignment;
  const roundTripMs = offsetMs + residualMs;
  return {
    method,
    errorMs,
    said: published.said,
    residualMs,
    worstMs: worstOf(stem, overlap, whole.samples),
    naiveMs: roundTripMs - (reportedMs ?? 0),
    roundTripMs,
  };
}

/** What everybody is shown of a take's place in time, and its stem (mono, 48 kHz). */
export async function fetchStem(api: APIRequestContext, storyId: string, takeId: string) {
  const story: StoryView = await (await api.get(`/api/v1/stories/${storyId}`)).json();
  const take = story.takes.find(({ id }) => id === takeId);
  if (!take) throw new Error(`the API does not tell of take ${takeId}`);
  const { samples } = await decode(new Uint8Array(await (await api.get(take.stemUrl)).body()));
  return { alignment: take.alignment, stem: samples };
}

function worstOf(stem: Float32Array, overlap: Float32Array, around: number): number {
  const piece = PIECE_MS * SAMPLES_PER_MS;
  let worst = 0;
  for (let at = 0; at + piece <= overlap.length; at += piece) {
    const reach = PIECE_WITHIN_MS * SAMPLES_PER_MS;
    const here = delayOf(stem, overlap.subarray(at, at + piece), [at + around - reach, at + around + reach]);
    const offMs = (here.samples - at) / SAMPLES_PER_MS;
    if (Math.abs(here.match) >= LIKE && Math.abs(offMs) > Math.abs(worst)) worst = offMs;
  }
  return worst;
}
