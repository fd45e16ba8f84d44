import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishTake } from '@/db/queries/publish';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { takeAlignments, takes } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import type { Rendered } from '@/lib/mixing/job';
import { tailUnder } from '@/lib/timeline/mix-plan';
import { log } from '../log';
import { keep } from '../mixes';
import { mixOnServer, residualOnServer } from '../mixing/pool';
import { decode, encode, RECORDERS, recording, voice, voiceFile } from '../mixing/test-sounds';
import { openTestApp, storedFiles, type TestApp } from '../test-api';
import { verifyTake } from './verify-take';

const OVERLAP_MS = 2_000;
/** How much of the parent comes back through the microphone. */
const LEAK = 0.2;
const GEAR = { inputLabel: null, outputLabel: null, contextRate: null, inputRate: null, browser: 'unknown' };
/** What each answer is said to be off by at most (ms). */
const STATED_MS = 1.5;

let app: TestApp;
let seed: TakeRow;
/** The part of the parent's mix that sounds under the answers. */
let tail: Float32Array;

beforeAll(async () => {
  app = await openTestApp();
  const source = { bytes: await voiceFile('austen-0870'), contentType: 'audio/flac' };
  const told = await mixOnServer({ source, cut: 'whole', parent: null });
  seed = await publishSeed(app.db, await storedFiles(app, uuidv7(), told));
  const { samples } = await decode(told.mix);
  const from = (told.durationMs - OVERLAP_MS) * 48;
  tail = samples.slice(from, told.durationMs * 48);
});
afterAll(() => app.close());

/** What is said over the parent's end, with the parent in it so much later than it should be; or without it. */
async function spokenOver(leak: { lateMs: number } | null): Promise<Float32Array> {
  const spoken = (await voice('austen-0880')).slice();
  if (!leak) return spoken;
  const late = leak.lateMs * 48;
  for (let i = 0; i < tail.length; i++) spoken[i + late] = (spoken[i + late] ?? 0) + LEAK * (tail[i] ?? 0);
  return spoken;
}

const startMs = () => seed.startMs + seed.durationMs - OVERLAP_MS;
const parentTail = async () => {
  const under = tailUnder(startMs(), seed);
  if (!under) throw new Error('they overlap');
  return { ...under, mix: await app.storage.read(seed.mixKey) };
};

/** Published as a file that is believed to be in time, so that nothing of it is moved before. */
async function publishAsItIs(spoken: Float32Array, heardSha256: string | null = null): Promise<TakeRow> {
  const source = { bytes: await encode(spoken, 'PCM in WebM'), contentType: RECORDERS['PCM in WebM'].contentType };
  return publish(await mixOnServer({ source, cut: 'whole', parent: await parentTail() }), heardSha256);
}

async function publish(rendered: Rendered, heardSha256: string | null = null): Promise<TakeRow> {
  const files = await storedFiles(app, uuidv7(), rendered);
  const alignment = { ...files.alignment, method: 'calibrated' as const, errorMs: STATED_MS };
  return (
    await publishTake(
      app.db,
      answerTo(seed, { ...files, alignment, gear: { ...GEAR, heardSha256 }, startMs: startMs() }),
    )
  ).take;
}

async function verify({ storyId, id: takeId }: TakeRow) {
  const outcome = await verifyTake({ db: app.db, storage: app.storage, log }, { storyId, takeId });
  const [row] = await app.db.select().from(takeAlignments).where(eq(takeAlignments.takeId, takeId));
  return { outcome, residualMs: row?.residualMs, isVerified: row?.verifiedAt instanceof Date };
}

test('an answer that lies outside its stated error is shown with as much, and leaves a line', async () => {
  const [fine, off] = [
    await publishAsItIs(await spokenOver({ lateMs: 1 })),
    await publishAsItIs(await spokenOver({ lateMs: 30 })),
  ];
  for (const take of [fine, off]) expect((await verify(take)).outcome).toBe('measured');
  const shown = async ({ storyId, id }: TakeRow) => (await getTake(app.db, { storyId, id }))?.alignErrorMs;
  expect(await shown(fine)).toBe(STATED_MS);
  expect(await shown(off)).toBeCloseTo(30, 0);
  expect(app.lines.filter(({ msg }) => msg === 'a take lies outside its stated error')).toEqual([
    expect.objectContaining({ level: 'warn', statedMs: STATED_MS, residualMs: expect.closeTo(30, 0) }),
  ]);
});

test('over a parent that was moved nothing is held against an answer: its author may have heard the earlier mix', async () => {
  const set = (movedAt: Date | null) => app.db.update(takes).set({ movedAt }).where(eq(takes.id, seed.id));
  const take = await publishAsItIs(await spokenOver({ lateMs: 30 }));
  await set(new Date());
  expect(await verify(take)).toEqual({ outcome: 'over another mix', residualMs: null, isVerified: true });
  expect((await getTake(app.db, take))?.alignErrorMs).toBe(STATED_MS);
  expect((await verify(await publishAsItIs(await spokenOver({ lateMs: 0 })))).outcome).toBe('measured');
  await set(null);
});

test('over the mix that its author has heard, as long as that is there', async () => {
  const set = (movedAt: Date | null) => app.db.update(takes).set({ movedAt }).where(eq(takes.id, seed.id));
  const spoken = await spokenOver({ lateMs: 30 });
  await set(new Date());
  const same = await verify(await publishAsItIs(spoken, seed.mixSha256));
  expect(same).toMatchObject({ outcome: 'measured', residualMs: expect.closeTo(30, 0) });
  const other = await mixOnServer({
    source: { bytes: await voiceFile('austen-0890'), contentType: 'audio/flac' },
    cut: 'whole',
    parent: null,
  });
  const earlier = await keep(app.storage, seed.id, 'mix', 'audio/mp4', other.mix);
  const over = await publishAsItIs(spoken, earlier.sha256);
  expect((await verify(over)).outcome).toBe('nothing to hear');
  await app.storage.remove(earlier.key);
  expect(await verify(over)).toEqual({ outcome: 'over another mix', residualMs: null, isVerified: true });
  await set(null);
});

test('an answer that continues is measured by what its margins hold of the second before it', async () => {
  const { mix, durationMs } = { mix: await app.storage.read(seed.mixKey), durationMs: seed.durationMs };
  const end = Float32Array.from(tail.subarray(-1_000 * 48), (sample) => LEAK * sample);
  const spoken = new Float32Array([...new Float32Array(4 * 48), ...end, ...(await voice('austen-0880'))]);
  const { source, cut } = await recording(spoken, 'PCM in WebM');
  const after = { ...cut, slateToPunchMs: cut.slateToPunchMs + 1_000, durationMs: cut.durationMs - 1_000 };
  const rendered = await mixOnServer({ source, cut: after, parent: { mix, fromMs: durationMs, overlapMs: 0 } });
  const { stem, margins } = rendered;
  const job = { stem, margins: margins ?? null, nudgeMs: 0, parentMix: mix, fromMs: durationMs, overlapMs: 0 };
  expect((await residualOnServer(job))?.offsetMs).toBeCloseTo(4, 0);
  expect(await residualOnServer({ ...job, margins: null })).toBeNull();
});

test('without margins a take that was moved is measured by its stem', async () => {
  const spoken = new Float32Array([...new Float32Array(60 * 48), ...(await spokenOver({ lateMs: 4 }))]);
  const source = { bytes: await encode(spoken, 'PCM in WebM'), contentType: RECORDERS['PCM in WebM'].contentType };
  const { stem } = await mixOnServer({ source, cut: 'whole', parent: null });
  const fromMs = seed.durationMs - OVERLAP_MS;
  const job = { stem, margins: null, parentMix: await app.storage.read(seed.mixKey), fromMs, overlapMs: OVERLAP_MS };
  expect((await residualOnServer({ ...job, nudgeMs: 60 }))?.offsetMs).toBeCloseTo(4, 0);
});

test.each([0, 7])('an answer that lies %i ms late is found there', async (lateMs) => {
  const { outcome, residualMs, isVerified } = await verify(await publishAsItIs(await spokenOver({ lateMs })));
  expect({ outcome, isVerified }).toEqual({ outcome: 'measured', isVerified: true });
  expect(Math.abs((residualMs ?? Number.NaN) - lateMs)).toBeLessThan(0.1);
});

test('what its author has moved by ear is not held against it', async () => {
  const recorded = await recording(await spokenOver({ lateMs: 0 }), 'PCM in WebM');
  const cut = { ...recorded.cut, prerollMs: 0, nudgeMs: 60 };
  const rendered = await mixOnServer({ ...recorded, cut, parent: await parentTail() });
  const { outcome, residualMs } = await verify(await publish(rendered));
  expect(outcome).toBe('measured');
  expect(Math.abs(residualMs ?? Number.NaN)).toBeLessThan(0.1);
});

test('with headphones there is nothing to hear, and that is noted too', async () => {
  expect(await verify(await publishAsItIs(await spokenOver(null)))).toEqual({
    outcome: 'nothing to hear',
    residualMs: null,
    isVerified: true,
  });
});

test('a take that is gone is no reason to try again', async () => {
  const gone = { storyId: seed.storyId, takeId: uuidv7() };
  expect(await verifyTake({ db: app.db, storage: app.storage, log }, gone)).toBe('gone');
});
