import { expect, it } from 'vitest';
import { END_MS, mixes, PER_MS, STORY, worst, zeroOf } from './player-fixture';
import { type HeardRun, thenAt, worstOf } from './player-fixture-runs';
import { inPlayerPage } from './test-player-page';

inPlayerPage('the path player in Chromium', (bench) => {
  /** What is heard from the first Play on. */
  const played = (): HeardRun[] => [{ leaf: 'H', zero: zeroOf(bench.rendered, 0), fromMs: 0 }];

  it('renders every sample of a path across every switch', async () => {
    const { log, decodes } = await bench.render({});
    expect(worstOf(bench.rendered, played())).toBeLessThan(1e-6);
    expect(log.map(({ phase, takeId }) => phase + takeId)).toEqual([
      'loadingA',
      ...['A', 'B', 'D', 'E', 'F'].map((id) => `playing${id}`),
      ...(log.some(({ takeId }) => takeId === 'G') ? ['playingG'] : []),
      'playingH',
      'endedH',
    ]);
    expect(decodes).toBe(7);
    expect(bench.requests.some((path) => path.includes('C'))).toBe(false);
  });

  it('seeks to the sample, without a click, and goes on to the end', async () => {
    const { log } = await bench.render({ steps: [{ atMs: 1_500, act: 'seek', ms: 5_907 }] });
    expect(worstOf(bench.rendered, thenAt(bench.rendered, played(), 1_500, { fromMs: 5_907 }))).toBeLessThan(1e-6);
    expect(log.at(-1)?.phase).toBe('ended');
  });

  it('seeks to anywhere in an hour of takes as soon as the clock allows it', async () => {
    const TAKE_MS = 10_000;
    const mix = Float32Array.from({ length: TAKE_MS * PER_MS }, (_, n) => 0.1 * Math.cos((n / 1_000) ** 2));
    const takes = Array.from({ length: 360 }, (_, index) => {
      const id = `hour${index}`;
      mixes.set(id, mix);
      return { id, startMs: index * TAKE_MS, durationMs: TAKE_MS, mixUrl: `/mix/${id}`, authorName: id };
    });
    const steps = [2_710_500, 201_234, 3_597_000, 3_000_777].map((ms, k) => ({
      atMs: 400 * (k + 1),
      act: 'seek' as const,
      ms,
    }));
    await bench.render({ steps }, takes, 2);
    for (const { atMs, ms } of steps) {
      const soonest = (atMs + 20) * PER_MS;
      const off = Array.from({ length: 300 * PER_MS }, (_, n) =>
        Math.abs((bench.rendered[soonest + n] ?? 9) - (mix[(ms % TAKE_MS) * PER_MS + n] ?? 0)),
      );
      expect(Math.max(...off.slice(10 * PER_MS))).toBeLessThan(1e-6);
    }
  });

  it('switches to the sample wherever the run begins, and never clicks', async () => {
    const switches = [1_200, 4_500, 6_003, 7_001, 9_001];
    const steps = Array.from({ length: 32 }, (_, k) => ({
      atMs: 400 * (k + 1),
      act: 'seek' as const,
      ms: (switches[k % switches.length] ?? 0) - 137 - k,
    }));
    const { decodes } = await bench.render({ steps });
    let runs = played();
    for (const { atMs, ms } of steps) runs = thenAt(bench.rendered, runs, atMs, { fromMs: ms });
    expect(worstOf(bench.rendered, runs)).toBeLessThan(1e-6);
    expect(decodes).toBe(7);
  });

  it('pauses without a click and resumes at the very sample where it fell silent', async () => {
    const { log } = await bench.render({
      steps: [
        { atMs: 4_400, act: 'pause' },
        { atMs: 5_000, act: 'play' },
      ],
    });
    const paused = log.find(({ phase }) => phase === 'paused')!;
    const silent = thenAt(bench.rendered, played(), 4_400);
    const { zero, untilN = 0 } = silent[0]!;
    expect(Math.abs(paused.positionMs - (untilN - zero) / PER_MS)).toBeLessThanOrEqual(0.5);
    const resumed = { leaf: 'H', fromMs: paused.positionMs };
    const again = { ...resumed, zero: zeroOf(bench.rendered, paused.positionMs, 5_000) };
    expect(worstOf(bench.rendered, [...silent, again])).toBeLessThan(1e-6);
  });

  it('holds the clock where a late mix is missing, and goes on there by itself', async () => {
    const { log } = await bench.render({ late: { id: 'E', untilMs: 7_000 } });
    const dry = played().map((run) => ({ ...run, dryMs: 6_003 }));
    expect(worstOf(bench.rendered, thenAt(bench.rendered, dry, 7_000, { fromMs: 6_003 }))).toBeLessThan(1e-6);
    expect(log.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1])).toEqual([
      'loading',
      'playing',
      'loading',
      'playing',
      'ended',
    ]);
    expect(log.find(({ phase, takeId }) => phase === 'loading' && takeId === 'E')?.positionMs).toBe(6_003);
  });

  it('tries a lost network again while there is still time, unheard', async () => {
    const { log } = await bench.render({ lost: { id: 'H', untilMs: 5_000 } });
    expect(worst(bench.rendered, 10, END_MS, zeroOf(bench.rendered, 0))).toBeLessThan(1e-6);
    expect(log.filter(({ phase }) => phase === 'loading')).toHaveLength(1);
  });

  it('renews a mix URL that has expired', async () => {
    bench.answers.set('/mix/B', { status: 403 });
    bench.answers.set('/api/v1/takes/B/urls', { status: 200, body: '{"mixUrl":"/mix/B2","stemUrl":""}' });
    mixes.set('B2', mixes.get('B')!);
    await bench.render({});
    expect(worst(bench.rendered, 10, END_MS, zeroOf(bench.rendered, 0))).toBeLessThan(1e-6);
    expect(bench.requests.filter((path) => path.includes('B'))).toEqual([
      '/mix/B',
      `/api/v1/takes/B/urls?story=${STORY}`,
      '/mix/B2',
    ]);
  });
});
