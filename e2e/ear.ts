import { type APIRequestContext, expect, type Page } from '@playwright/test';
import type { StoryView, TakeView } from '@/lib/domain/schemas';
import { renderMix } from '@/lib/mixing/render';
import { withCore } from '@/lib/server/mixing/core';
import { decibels, decode, type Heard, lagOf, shares, type VoiceName, voice } from '@/lib/server/mixing/test-sounds';
import { MIX_PADDING_MS } from '@/lib/timeline/ffmpeg-args';
import { mixPlan } from '@/lib/timeline/mix-plan';
import { endMs } from '@/lib/timeline/rule';

/** The ear of a program: it fetches what was published and tells whether it is what was said. */

const SAMPLES_PER_MS = 48;
/** Half a second, within which a voice is looked for. */
const PIECE = 24_000;
const AAC_FRAME = 1_024;
const TARGET_LUFS = -16;
/** What AAC and the limiter's changing gain add to the voices of a mix, at most (dB below the mix). */
const NEITHER_DB = -10;
const TIMEOUT_MS = 60_000;

export type Published = TakeView & { files: { stem: Uint8Array; mix: Uint8Array }; stem: Heard; mix: Heard };

/** A take as the API tells of it, its files fetched through their signed URLs and decoded. */
export async function hear(api: APIRequestContext, storyId: string, takeId: string): Promise<Published> {
  const answer = await api.get(`/api/v1/stories/${storyId}`);
  expect(answer.status()).toBe(200);
  const story: StoryView = await answer.json();
  const take = story.takes.find(({ id }) => id === takeId);
  if (!take) throw new Error(`the API does not tell of take ${takeId}`);
  const [stemFile, mixFile] = await Promise.all([take.stemUrl, take.mixUrl].map((url) => fetched(api, url)));
  if (!stemFile || !mixFile) throw new Error('a file is missing');
  const [stem, mix] = await Promise.all([decode(stemFile), decode(mixFile)]);
  return { ...take, files: { stem: stemFile, mix: mixFile }, stem, mix };
}

async function fetched(api: APIRequestContext, url: string): Promise<Uint8Array> {
  const answer = await api.get(url);
  expect(answer.status(), url).toBe(200);
  return new Uint8Array(await answer.body());
}

/** The stem to the sample, the mix with its padding and at most the rest of an AAC frame. */
export function expectLengths({ durationMs, stem, mix }: Published): void {
  expect(stem.samples.length).toBe(durationMs * SAMPLES_PER_MS);
  const rest = mix.samples.length - (durationMs + MIX_PADDING_MS) * SAMPLES_PER_MS;
  expect(rest).toBeGreaterThanOrEqual(0);
  expect(rest).toBeLessThan(AAC_FRAME);
}

/** One voice alone: in its mix it sounds where it is in its stem, at -16 LUFS, and never above -1 dBTP. */
export function expectAlone({ stem, mix }: Published): void {
  expect(lagOf(mix.samples, stem.samples)).toBe(0);
  expect(shares(mix.samples, stem.samples, null).restDb).toBeLessThan(NEITHER_DB);
  expect(Math.abs(mix.lufs - TARGET_LUFS), `${mix.lufs} LUFS`).toBeLessThanOrEqual(1);
  expect(mix.truePeakDb).toBeLessThanOrEqual(-1);
}

/** Two voices: the child from the first sample on, its parent's mix under it from the punch on, each at its level. */
export function expectOver(child: Published, parent: Published): void {
  const from = (child.startMs - parent.startMs) * SAMPLES_PER_MS;
  const overlap = (endMs(parent) - child.startMs) * SAMPLES_PER_MS;
  const tail = parent.mix.samples.subarray(from, from + overlap);
  const { own, other, restDb } = shares(child.mix.samples, child.stem.samples, padded(tail, child.stem.samples.length));
  expect(lagOf(child.mix.samples, child.stem.samples)).toBe(0);
  const parentAlone = child.mix.samples.map((value, i) => value - own * (child.stem.samples[i] ?? 0));
  expect(lagOf(parentAlone.subarray(0, overlap), tail)).toBe(0);
  expect(restDb, 'what is neither voice (dB)').toBeLessThan(NEITHER_DB);

  const ownLufs = child.stem.lufs + decibels(own);
  expect(Math.abs(ownLufs - TARGET_LUFS), `${ownLufs} LUFS`).toBeLessThanOrEqual(1);
  // Two voices at once drive the limiter: the parent may lose a decibel to it, and gains nothing.
  expect(Math.abs(decibels(other)), 'the level of the parent (dB)').toBeLessThanOrEqual(1);
  expect(child.mix.truePeakDb).toBeLessThanOrEqual(-1);
}

const padded = (samples: Float32Array, length: number): Float32Array => {
  const out = new Float32Array(length);
  out.set(samples.subarray(0, length));
  return out;
};

/**
 * How surely a stem is this voice (0 to 1): the median, over its half seconds, of the normalised correlation at the best
 * place within the sentence, which the microphone repeats for ever. A busy machine's microphone may drop a few
 * milliseconds, so each half second is placed anew.
 */
export async function likeness({ stem }: Published, name: VoiceName): Promise<number> {
  const sentence = await voice(name);
  const twice = new Float32Array(sentence.length * 2);
  twice.set(sentence);
  twice.set(sentence, sentence.length);
  const found: number[] = [];
  for (let at = 0; at + PIECE <= stem.samples.length; at += PIECE) {
    const piece = stem.samples.subarray(at, at + PIECE);
    const place = lagOf(twice, piece);
    const { restDb } = shares(twice.subarray(Math.max(0, place)), piece, null);
    found.push(Math.sqrt(Math.max(0, 1 - 10 ** (restDb / 10))));
  }
  return found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
}

/** The mix, made on the server from the stem, the parent's mix and the stored gain. */
export function renderedOnServer(take: Published, parent: Published | null): Promise<Uint8Array> {
  const plan = mixPlan(take, parent, take.gainDb);
  const files = { stem: take.files.stem, parentMix: parent?.files.mix ?? null };
  return withCore(TIMEOUT_MS, (core) => renderMix(core, plan, files));
}

/** A file's URL works from a page, and answers a Range with exactly that part. */
export async function expectRange(page: Page, url: string, whole: Uint8Array): Promise<void> {
  const part = await page.evaluate(async (address) => {
    const answer = await fetch(address, { headers: { Range: 'bytes=100-299' } });
    const bytes = [...new Uint8Array(await answer.arrayBuffer())];
    return { status: answer.status, range: answer.headers.get('content-range'), bytes };
  }, url);
  expect(part).toEqual({
    status: 206,
    range: `bytes 100-299/${whole.length}`,
    bytes: [...whole.subarray(100, 300)],
  });
}
