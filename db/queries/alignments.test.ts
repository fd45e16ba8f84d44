import { and, eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import type { Alignment } from '@/lib/domain/schemas';
import { takeAlignments } from '../schema';
import { testDatabase } from '../test-database';
import { answerTo, publishSeed } from '../test-takes';
import { alignmentTotals, saveResidual } from './alignments';
import { publishTake } from './publish';
import { getTake } from './takes';

const { db, close } = await testDatabase();
afterAll(close);

const GEAR = { inputLabel: null, outputLabel: null, contextRate: 48_000, inputRate: 48_000 };
const seed = await publishSeed(db);

type Told = { browser: string; residual?: { residualMs: number; peakDb: number } | null } & Partial<Alignment>;

/** An answer as a device has told of it, and as the server found it; not looked at when `residual` is left out. */
async function told({ browser, residual, ...alignment }: Told) {
  const take = answerTo(seed);
  const gear = { ...GEAR, browser };
  await publishTake(db, { ...take, gear, alignment: { ...take.alignment, ...alignment } });
  const place = { storyId: take.storyId, takeId: take.id };
  if (residual !== undefined) await saveResidual(db, { ...place, residual: residual && { errorMs: 0.2, ...residual } });
  return place;
}

test('a residual is kept beside what the device has said, and its absence too', async () => {
  const heard = await told({ browser: 'Kept', residual: { residualMs: -0.25, peakDb: 20 } });
  const silent = await told({ browser: 'Kept', residual: null });
  const rowOf = async ({ storyId, takeId }: typeof heard) =>
    (
      await db
        .select()
        .from(takeAlignments)
        .where(and(eq(takeAlignments.storyId, storyId), eq(takeAlignments.takeId, takeId)))
    )[0];
  expect(await rowOf(heard)).toMatchObject({ residualMs: -0.25, residualPeakDb: 20, verifiedAt: expect.any(Date) });
  expect(await rowOf(silent)).toMatchObject({ residualMs: null, residualPeakDb: null, verifiedAt: expect.any(Date) });
});

test('totals by browser and method: medians, the naive error, doubts and a histogram', async () => {
  const browser = 'Chromium 156';
  for (const [residualMs, reportedMs] of [
    [0, 60],
    [-0.2, 70],
    [0.4, 80],
    [30, null],
  ] as const)
    await told({ browser, offsetMs: 100, errorMs: 0.5, reportedMs, residual: { residualMs, peakDb: 15 } });
  await told({ browser, residual: null, doubt: 'busy', nudgeMs: 4 });
  await told({ browser, method: 'estimated', errorMs: 40 });

  const totals = (await alignmentTotals(db, 12)).filter((row) => row.browser === browser);
  expect(totals).toEqual([
    {
      browser,
      method: 'measured',
      takes: 5,
      verified: 5,
      heard: 4,
      outside: 1,
      residualMedian: expect.closeTo(0.3, 5),
      residualP95: expect.closeTo(25.56, 2),
      naiveMedian: expect.closeTo(29.8, 3),
      naiveP95: expect.closeTo(38.98, 2),
      doubted: 1,
      nudged: 1,
      histogram: [1, 2, 0, 0, 0, 0, 1],
    },
    {
      browser,
      method: 'estimated',
      takes: 1,
      verified: 0,
      heard: 0,
      outside: 0,
      residualMedian: null,
      residualP95: null,
      naiveMedian: null,
      naiveP95: null,
      doubted: 0,
      nudged: 0,
      histogram: [0, 0, 0, 0, 0, 0, 0],
    },
  ]);
});

test('what lies outside its stated error is shown with as much, upwards only, and said once', async () => {
  const browser = 'Outside 1';
  const off = { residualMs: -30, errorMs: 0.2, peakDb: 15 };
  const place = await told({ browser, errorMs: 0.3, jumpedMs: 23.25 });
  const shown = async () => (await getTake(db, { storyId: place.storyId, id: place.takeId }))?.alignErrorMs;
  expect(await saveResidual(db, { ...place, residual: { ...off, residualMs: 0.45 } })).toBe(false);
  expect(await shown()).toBeCloseTo(0.3, 5);
  expect(await saveResidual(db, { ...place, residual: { ...off, errorMs: 40 } })).toBe(false);
  expect(await shown()).toBeCloseTo(0.3, 5);
  expect([
    await saveResidual(db, { ...place, residual: off }),
    await saveResidual(db, { ...place, residual: off }),
  ]).toEqual([true, false]);
  for (const residual of [{ ...off, residualMs: 0.1 }, null]) {
    expect(await saveResidual(db, { ...place, residual })).toBe(false);
    expect(await shown()).toBe(30);
  }
  const [row] = await db.select().from(takeAlignments).where(eq(takeAlignments.takeId, place.takeId));
  expect(row).toMatchObject({ jumpedMs: 23.25, statedErrorMs: expect.closeTo(0.3, 5) });
  expect((await alignmentTotals(db, 12)).find((totals) => totals.browser === browser)).toMatchObject({ outside: 1 });
});

test('rare browsers are told together, and none is left out', async () => {
  const all = (await alignmentTotals(db, 12)).reduce((sum, { takes }) => sum + takes, 0);
  for (const n of [1, 2, 3]) await told({ browser: `Rare ${n}` });
  const totals = await alignmentTotals(db, 1);
  expect([...new Set(totals.map(({ browser }) => browser))].sort()).toEqual(['Chromium 156', null]);
  expect(totals.filter(({ browser }) => browser === null)).toHaveLength(1);
  expect(totals.reduce((sum, { takes }) => sum + takes, 0)).toBe(all + 3);
});
