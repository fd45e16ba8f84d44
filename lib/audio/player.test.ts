import { expect, it } from 'vitest';
import { END_MS, loudest, mixes, PER_MS, STEEPEST, STORY, steepest, worst, zeroOf } from './player-fixture';
import { inPlayerPage } from './test-player-page';

inPlayerPage('the path player in Chromium', (bench) => {
  it('renders every sample of a path across every switch', async () => {
    const { log, decodes } = await bench.render({});
    expect(worst(bench.rendered, 10, END_MS, zeroOf(bench.rendered, 0))).toBeLessThan(1e-6);
    expect(log.map(({ phase, takeId }) => phase + takeId)).toEqual([
      'loadingA',
      ...['A', 'B', 'D', 'E', 'F'].map((id) => `playing${id}`),
      ...(log.some(({ takeId }) => takeId === 'G') ? ['playingG'] : []),
      'playingH',
      'endedH',
    ]);
    expect(decodes).toBe(7);
    expect(bench.requests.some((path) => path.includes('C'))).toBe(false);
    expect(steepest(bench.rendered)).toBeLessThan(STEEPEST);
  });

  it('seeks to the sample, without a click, and goes on to the end', async () => {
    const { log } = await bench.render({ steps: [{ atMs: 1_500, act: 'seek', ms: 5_907 }] });
    const at = zeroOf(bench.rendered, 5_907, 1_500);
    expect(at + 5_907 * PER_MS).toBeLessThan(1_550 * PER_MS);
    expect(worst(bench.rendered, 5_907 + 10, END_MS, at)).toBeLessThan(1e-6);
    expect(worst(bench.rendered, 10, 1_500, zeroOf(bench.rendered, 0))).toBeLessThan(1e-6);
    expect(log.at(-1)?.phase).toBe('ended');
    expect(steepest(bench.rendered)).toBeLessThan(STEEPEST);
  });

  it('switches to the sample wherever the run begins, and never clicks', async () => {
    const switches = [1_200, 4_500, 6_003, 7_001, 9_001];
    const steps = Array.from({ length: 32 }, (_, k) => ({
      atMs: 400 * (k + 1),
      act: 'seek' as const,
      ms: (switches[k % switches.length] ?? 0) - 137 - k,
    }));
    const { decodes } = await bench.render({ steps });
    for (const { atMs, ms } of steps) {
      const zero = zeroOf(bench.rendered, ms, atMs);
      expect(worst(bench.rendered, ms + 10, ms + 350, zero)).toBeLessThan(1e-6);
    }
    expect(steepest(bench.rendered)).toBeLessThan(STEEPEST);
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
    const at = zeroOf(bench.rendered, paused.positionMs, 5_000);
    expect(worst(bench.rendered, 10, paused.positionMs, zeroOf(bench.rendered, 0))).toBeLessThan(1e-6);
    expect(worst(bench.rendered, paused.positionMs + 10, END_MS, at)).toBeLessThan(1e-6);
    expect(
      worst(bench.rendered, paused.positionMs + 2, paused.positionMs + 4, zeroOf(bench.rendered, 0)),
    ).toBeGreaterThan(1e-3);
    expect(loudest(bench.rendered, 4_500, 5_000)).toBe(0);
    expect(steepest(bench.rendered)).toBeLessThan(STEEPEST);
  });

  it('holds the clock where a late mix is missing, and goes on there by itself', async () => {
    const { log } = await bench.render({ late: { id: 'E', untilMs: 7_000 } });
    expect(worst(bench.rendered, 10, 6_003, zeroOf(bench.rendered, 0))).toBeLessThan(1e-6);
    expect(loudest(bench.rendered, 6_100, 7_000)).toBe(0);
    const at = zeroOf(bench.rendered, 6_003, 7_000);
    expect(worst(bench.rendered, 6_013, END_MS, at)).toBeLessThan(1e-6);
    expect(log.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1])).toEqual([
      'loading',
      'playing',
      'loading',
      'playing',
      'ended',
    ]);
    expect(log.find(({ phase, takeId }) => phase === 'loading' && takeId === 'E')?.positionMs).toBe(6_003);
    expect(steepest(bench.rendered)).toBeLessThan(STEEPEST);
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
