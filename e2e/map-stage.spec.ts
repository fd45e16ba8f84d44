import { expect, type Page } from '@playwright/test';
import type { MapTake } from '@/lib/domain/schemas';
import { openMapPage } from './bench/map-frames';
import type { MapBed } from './map-bed';
import { DESK, test } from './people';

declare const bed: MapBed;

const LINE_MS = 10_000;

const take = (id: string, parentId: string | null, depth: number, more: Partial<MapTake> = {}): MapTake => ({
  id,
  parentId,
  startMs: depth * LINE_MS,
  durationMs: LINE_MS,
  author: { id: `author of ${id}`, name: id },
  likeCount: 0,
  childCount: 0,
  bestChildId: null,
  ...more,
});

/** Two answers to a seed, the canon goes on with `best`. */
const fork = (best: 'ben' | 'cleo') => [
  take('ada', null, 0, { childCount: 2, bestChildId: best }),
  take('ben', 'ada', 1),
  take('cleo', 'ada', 1),
];

/** A path of so many takes, with one more answer to the seed. */
const chain = (length: number) => [
  ...Array.from({ length }, (_, i) =>
    take(`t${i}`, i === 0 ? null : `t${i - 1}`, i, {
      childCount: i === 0 ? 2 : i < length - 1 ? 1 : 0,
      bestChildId: i < length - 1 ? `t${i + 1}` : null,
    }),
  ),
  take('side', 't0', 1),
];
const idsOf = (length: number) => Array.from({ length }, (_, i) => `t${i}`);

/** Motion is off: what moves is where it goes to at once. */
async function spread(page: Page, takes: MapTake[], shown: Parameters<MapBed['show']>[1]): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openMapPage(page, '../map-bed.ts');
  await page.evaluate(([known, change]) => bed.show(known, change), [takes, shown] as const);
}

const pointOf = async (page: Page, id: string) => {
  const point = await page.evaluate((takeId) => bed.pointOf(takeId), id);
  if (!point) throw new Error(`${id} is not on the map`);
  return point;
};
const near = (px: number) => ({ x: expect.closeTo(px, 0) });

test('the canon is the strongest line, and when it moves nothing else does', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none', viewport: DESK });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await spread(page, fork('ben'), { path: ['ada'] });
    const thickness = (id: string) => page.evaluate((takeId) => bed.thickness(takeId), id);
    const places = () => Promise.all(['ada', 'ben', 'cleo'].map((id) => pointOf(page, id)));
    const before = await places();
    expect(await thickness('ada')).toBeGreaterThan(await thickness('ben'));
    expect(await thickness('ben')).toBeGreaterThan(await thickness('cleo'));
    expect(await thickness('cleo')).toBeGreaterThan(0);

    await page.evaluate((takes) => bed.show(takes), fork('cleo'));
    expect(await thickness('cleo')).toBeGreaterThan(await thickness('ben'));
    expect(await thickness('ben')).toBeGreaterThan(0);
    expect(await places()).toEqual(before);
  }
});

test('the playhead runs along its line, and the map goes with it', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none', viewport: DESK });
  const LENGTH = 40;
  await spread(page, chain(LENGTH), { path: idsOf(LENGTH), soundingId: 't0', positionMs: 1_000 });
  const playhead = () => page.evaluate(() => bed.playheadAt());
  await expect.poll(playhead).not.toBeNull();
  for (let ms = 10_000; ms <= 200_000; ms += 10_000) {
    await page.evaluate((at) => bed.playhead(at), ms);
    await page.evaluate((at) => bed.playhead(at), ms);
    const at = await playhead();
    expect(at?.x, `at ${ms} ms`).toBeGreaterThan(0);
    expect(at?.x, `at ${ms} ms`).toBeLessThan(DESK.width);
  }
  // Between the stations that it runs between; the take that sounds is marked, too, at its station.
  await page.evaluate((takes) => bed.show(takes, { soundingId: null, positionMs: 195_000 }), [] as MapTake[]);
  const [before, after] = [await pointOf(page, 't18'), await pointOf(page, 't19')];
  expect((await playhead())?.x).toBeCloseTo((before.x + after.x) / 2, -1);
  expect((await playhead())?.y).toBeCloseTo(after.y, -1);
});

test('another path moves nothing that one looks at', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none', viewport: DESK });
  const LENGTH = 40;
  const side = ['t0', 'side'];
  await spread(page, chain(LENGTH), { path: side, soundingId: 't0', positionMs: 0 });
  const before = await pointOf(page, 't0');
  const goesElsewhere = (path: string[], soundingId: string | null) =>
    page.evaluate(([ids, id]) => bed.show([], { path: ids, soundingId: id }), [path, soundingId] as const);
  await goesElsewhere(idsOf(LENGTH), 't0');
  expect(await pointOf(page, 't0'), 'at the very start').toEqual(before);
  await page.evaluate(() => bed.playhead(5_000));
  await goesElsewhere(side, null);
  await goesElsewhere(idsOf(LENGTH), null);
  expect(await pointOf(page, 't0'), 'at rest within a take').toEqual(before);
  await goesElsewhere(idsOf(LENGTH), 't0');

  // Somebody looks far away and wants to hear a take there: the map waits for it, and goes on with it.
  await page.mouse.move(600, 300);
  await page.mouse.wheel(3_000, 0);
  await expect.poll(async () => (await pointOf(page, 't0')).x).toBeLessThan(0);
  const away = await pointOf(page, 't30');
  await page.evaluate(() => bed.followTo('t30'));
  await page.evaluate(() => bed.playhead(6_000));
  await page.evaluate(() => bed.playhead(6_500));
  expect(await pointOf(page, 't30')).toEqual(away);
  await page.evaluate(() => bed.show([], { soundingId: 't30', positionMs: 305_000 }));
  await page.evaluate(() => bed.playhead(306_000));
  const { x } = await pointOf(page, 't30');
  expect(x).toBeGreaterThan(0);
  expect(x).toBeLessThan(DESK.width);
});

test('at rest it asks for the answers that it does not know, and once for as long as nothing is new', async ({
  arrives,
}) => {
  const { page } = await arrives({ microphone: 'none', viewport: DESK });
  const wanted = () => page.evaluate(() => bed.wanted);
  const ada = (childCount: number) => take('ada', null, 0, { childCount, bestChildId: 'ben' });
  await spread(page, [ada(3), ...fork('ben').slice(1)], { path: ['ada'] });
  await expect.poll(wanted).toEqual(['ada']);
  await page.evaluate((takes) => bed.show(takes), [ada(4)]);
  await expect.poll(wanted).toEqual(['ada', 'ada']);
});

test('a wheel, a mouse and two fingers move it', async ({ arrives }) => {
  const { page } = await arrives({ microphone: 'none', viewport: DESK });
  await spread(page, chain(12), { path: idsOf(12) });
  const gap = async () => (await pointOf(page, 't6')).x - (await pointOf(page, 't5')).x;

  await test.step('a wheel comes nearer to what is under it', async () => {
    const [at, was] = [await pointOf(page, 't8'), await gap()];
    await page.mouse.move(at.x, at.y);
    await page.mouse.wheel(0, -100);
    await expect.poll(gap).toBeGreaterThan(was * 1.1);
    expect(await pointOf(page, 't8')).toMatchObject(near(at.x));
  });

  await test.step('a wheel to the side pans', async () => {
    const [at, was] = [await pointOf(page, 't8'), await gap()];
    await page.mouse.wheel(120, 0);
    await expect.poll(async () => (await pointOf(page, 't8')).x).toBeCloseTo(at.x - 120, 0);
    expect(await gap()).toBeCloseTo(was, 1);
  });

  await test.step('a drag takes the map along, and lets go wherever it ends', async () => {
    const at = await pointOf(page, 't8');
    await page.mouse.move(500, 500);
    await page.mouse.down();
    await page.mouse.move(560, 480, { steps: 5 });
    expect(await pointOf(page, 't8')).toMatchObject({
      x: expect.closeTo(at.x + 60, 0),
      y: expect.closeTo(at.y - 20, 0),
    });
    await page.mouse.up();
    // Pressed at the very edge and let go beyond it.
    await page.mouse.move(2, 400);
    await page.mouse.down();
    await page.mouse.move(-3, 400);
    await page.mouse.up();
    const rests = await pointOf(page, 't8');
    await page.mouse.move(400, 400, { steps: 3 });
    expect(await pointOf(page, 't8')).toEqual(rests);
  });

  await test.step('what lies between two fingers stays between them', async () => {
    const was = await gap();
    const touch = await page.context().newCDPSession(page);
    const middle = await pointOf(page, 't8');
    const fingers = (apart: number) => [-1, 1].map((side, id) => ({ x: middle.x + side * apart, y: middle.y, id }));
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : fingers(apart) });
    await send('touchStart', 50);
    for (const apart of [60, 70, 80, 90, 100]) await send('touchMove', apart);
    await send('touchEnd', 0);
    await expect.poll(gap).toBeCloseTo(was * 2, -1);
    expect(await pointOf(page, 't8')).toMatchObject(near(middle.x));
  });

  await test.step('a tap means the station under it, and nothing means nothing', async () => {
    const { x, y } = await pointOf(page, 't8');
    await page.mouse.click(x + 5, y + 5);
    await page.mouse.click(x, y + 200);
    expect(await page.evaluate(() => bed.tapped)).toEqual(['t8', null]);
  });
});
