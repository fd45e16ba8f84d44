import { expect, it } from 'vitest';
import { END_MS, playerTakes, STORY } from './player-fixture';
import { type Held, livePlayer, setHidden, stopWatching, watchPosition } from './player-fixture-page';
import { inPlayerPage } from './test-player-page';

declare const held: Held;

inPlayerPage('the path player on the real clock', (bench) => {
  const failures: [string, string, number, string][] = [
    ['a refusal', '/mix/A', 400, ''],
    ['no audio', '/mix/A', 200, '<html>'],
    ['a refusal that a fresh URL does not mend', '/mix/A', 403, ''],
  ];
  it.each(failures)('says so when it meets %s, and plays once that is mended', async (_name, at, status, body) => {
    bench.answers.set(at, { status, body });
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.getState().phase === 'failed');
    expect(await bench.page.evaluate(() => held.player.getState().error)).toBe('playback_failed');
    bench.answers.clear();
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.getState().phase === 'playing');
  });

  it('plays, pauses, seeks and ends on the real clock, and shows it to the media session', async () => {
    await bench.page.evaluate(livePlayer, playerTakes());
    expect(await bench.page.evaluate(() => held.player.getState().phase)).toBe('idle');
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.positionMs() > 300);
    const shown = () =>
      bench.page.evaluate(() => [
        navigator.mediaSession.metadata?.artist ?? null,
        navigator.mediaSession.playbackState,
      ]);
    expect(await shown()).toEqual(['Voice A', 'playing']);
    await bench.page.evaluate(() => held.player.pause());
    const rests = await bench.page.evaluate(() => held.player.positionMs());
    expect(await shown()).toEqual(['Voice A', 'paused']);
    await bench.page.evaluate(() => held.player.seek(11_700));
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.getState().phase === 'ended');
    expect(await bench.page.evaluate(() => held.player.positionMs())).toBe(END_MS);
    expect(rests).toBeLessThan(END_MS);
    await bench.page.evaluate(() => held.player.close());
    expect(await shown()).toEqual([null, 'none']);
    expect(await bench.page.evaluate(() => held.phases)).toEqual([
      'loading',
      'playing',
      'paused',
      'playing',
      'ended',
      'idle',
    ]);
  });

  it('waits for a store that is down, and goes on by itself', async () => {
    bench.answers.set('/mix/A', { status: 503 });
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await expect.poll(() => bench.requests.filter((path) => path === '/mix/A').length).toBeGreaterThan(1);
    expect(await bench.page.evaluate(() => held.player.getState().phase)).toBe('loading');
    bench.answers.clear();
    await bench.page.waitForFunction(() => held.player.getState().phase === 'playing');
  });

  it('says so without a network, and plays when it is asked again with one', async () => {
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.context().setOffline(true);
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.getState().phase === 'failed');
    await bench.page.context().setOffline(false);
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.getState().phase === 'playing');
  });

  it('obeys the media keys', async () => {
    await bench.page.evaluate(livePlayer, playerTakes());
    const press = (action: MediaSessionAction, details = {}) =>
      bench.page.evaluate(
        ({ action, details }) => {
          held.actions.get(action)?.({ action, ...details });
          return held.player.positionMs();
        },
        { action, details },
      );
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.getState().phase === 'playing');
    await press('pause');
    expect(await bench.page.evaluate(() => held.player.getState().phase)).toBe('paused');
    await press('seekto', { seekTime: 0.5 });
    expect(await bench.page.evaluate(() => held.shown)).toEqual({ duration: 12, playbackRate: 1, position: 0.5 });
    expect(await press('nexttrack')).toBe(1_200);
    expect(await press('nexttrack')).toBe(4_500);
    expect(await press('previoustrack')).toBe(1_200);
    expect(await press('seekto', { seekTime: 11 })).toBe(11_000);
    expect(await press('previoustrack')).toBe(9_001);
    expect(await press('seekforward', { seekOffset: 1 })).toBe(10_001);
    expect(await press('seekbackward')).toBe(1);
    await press('play');
    await bench.page.waitForFunction(() => held.player.getState().phase === 'playing');
    await bench.page.evaluate(() => held.player.close());
    expect(await bench.page.evaluate(() => [...held.actions.values()].every((handler) => handler === null))).toBe(true);
  });

  it('rests when the system interrupts it, and goes on when asked', async () => {
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.positionMs() > 200);
    await bench.page.evaluate(() => held.context.suspend());
    await bench.page.waitForFunction(() => held.player.getState().phase === 'paused');
    const rests = await bench.page.evaluate(() => held.player.positionMs());
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction((ms) => held.player.positionMs() > ms + 100, rests);
  });

  it('plays on from the path file while the page is hidden and its sound is taken away, and comes back', async () => {
    bench.answers.set('/api/v1/takes/H/path-file', { status: 200, body: '{"url":"/path/H"}' });
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.positionMs() > 300);
    await bench.page.evaluate(watchPosition);
    await bench.page.evaluate(setHidden, true);
    await expect.poll(() => bench.requests).toContain(`/api/v1/takes/H/path-file?story=${STORY}`);
    expect(bench.requests).not.toContain('/path/H');
    const before = await bench.page.evaluate(async () => {
      await held.context.suspend();
      return held.player.positionMs();
    });
    await bench.page.waitForFunction((ms) => held.player.positionMs() > ms + 400, before);
    expect(await bench.page.evaluate(() => [held.context.state, held.player.getState().phase])).toEqual([
      'suspended',
      'playing',
    ]);
    expect(bench.requests).toContain('/path/H');
    expect(await bench.page.evaluate(stopWatching)).toBeLessThan(300);

    await bench.page.evaluate(() => held.actions.get('seekto')?.({ action: 'seekto', seekTime: 6.5 }));
    await bench.page.waitForFunction(() => held.player.positionMs() > 7_200 && held.player.getState().takeId === 'F');
    await bench.page.evaluate(watchPosition);
    await bench.page.evaluate(setHidden, false);
    await bench.page.waitForFunction(() => held.context.state === 'running' && held.player.positionMs() > 8_000);
    expect(await bench.page.evaluate(stopWatching)).toBeLessThan(300);
    expect(await bench.page.evaluate(() => held.phases)).not.toContain('paused');

    await bench.page.evaluate(setHidden, true);
    await bench.page.evaluate(() => held.context.suspend());
    await bench.page.waitForFunction(() => held.player.getState().phase === 'ended');
    expect(await bench.page.evaluate(() => held.player.positionMs())).toBe(END_MS);
  });

  it('plays the path file when a hidden page is asked to play and gets no sound', async () => {
    bench.answers.set('/api/v1/takes/H/path-file', { status: 200, body: '{"url":"/path/H"}' });
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.positionMs() > 200);
    await bench.page.evaluate(async () => {
      held.player.pause();
      await held.context.suspend();
      held.context.resume = () => new Promise(() => undefined);
    });
    await bench.page.evaluate(setHidden, true);
    await bench.page.evaluate(() => held.actions.get('play')?.({ action: 'play' }));
    await bench.page.waitForFunction(() => held.player.getState().phase === 'playing');
    await bench.page.waitForFunction(() => held.player.positionMs() > 900);
    expect(await bench.page.evaluate(() => held.context.state)).toBe('suspended');
    await bench.page.evaluate(() => held.player.pause());
    expect(await bench.page.evaluate(() => held.player.getState().phase)).toBe('paused');
  });

  const noFiles: [string, number, string][] = [
    ['refused', 422, '{}'],
    ['not to be had', 200, '{"url":"/path/none"}'],
  ];
  it.each(noFiles)('rests where the path file is %s, and goes on when asked', async (_name, status, body) => {
    bench.answers.set('/api/v1/takes/H/path-file', { status, body });
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.positionMs() > 300);
    await bench.page.evaluate(setHidden, true);
    await bench.page.evaluate(() => held.context.suspend());
    await bench.page.waitForFunction(() => held.player.getState().phase === 'paused');
    const rests = await bench.page.evaluate(() => held.player.positionMs());
    expect(rests).toBeGreaterThan(300);
    await bench.page.evaluate(setHidden, false);
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction((ms) => held.player.positionMs() > ms + 100, rests);
  });
});
