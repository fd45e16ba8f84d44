import { expect, it } from 'vitest';
import { END_MS, playerTakes, STORY } from './player-fixture';
import { type Held, livePlayer, setHidden } from './player-fixture-page';
import { inPlayerPage } from './test-player-page';

declare const held: Held;

const PATIENT = { timeout: 30_000 };

inPlayerPage('the path player without a network', (bench) => {
  const PATH_FILE = `/api/v1/takes/H/path-file?story=${STORY}`;
  const state = () => bench.page.evaluate(() => held.player.getState());
  /** Plays into the switch at 6,003 ms, whose mix cannot be had. */
  async function playToTheGap() {
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.positionMs() > 300);
    await bench.page.evaluate(() => held.player.seek(5_700));
    await bench.page.waitForFunction(() => held.player.getState().isCutOff);
  }

  it('waits for as long as it takes once it has begun, and goes on by itself', async () => {
    bench.answers.set('/mix/E', { status: 503 });
    await playToTheGap();
    const asked = () => bench.requests.filter((path) => path === '/mix/E').length;
    const before = asked();
    await expect.poll(asked, PATIENT).toBeGreaterThan(before + 8);
    expect(await state()).toMatchObject({ phase: 'loading', takeId: 'E', isCutOff: true });
    expect(await bench.page.evaluate(() => [held.shown, navigator.mediaSession.playbackState])).toEqual([
      { duration: END_MS / 1000, playbackRate: 0.001, position: 6.003 },
      'playing',
    ]);
    bench.answers.clear();
    await bench.page.waitForFunction(() => held.player.positionMs() > 6_100);
    expect(await state()).toMatchObject({ phase: 'playing', isCutOff: false });
    expect(await bench.page.evaluate(() => held.phases)).not.toContain('failed');
  });

  it('goes on as soon as the device is back on line', async () => {
    bench.answers.set('/mix/E', { status: 503 });
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.positionMs() > 300);
    bench.answers.clear();
    await bench.page.context().setOffline(true);
    await bench.page.evaluate(() => held.player.seek(5_700));
    await bench.page.waitForFunction(() => held.player.getState().isCutOff && held.player.positionMs() === 6_003);
    await bench.page.context().setOffline(false);
    await bench.page.waitForFunction(() => held.player.positionMs() > 6_100);
    expect(await bench.page.evaluate(() => held.phases)).not.toContain('failed');
  });

  it('pauses, and plays on from there, also while it waits', async () => {
    bench.answers.set('/mix/E', { status: 503 });
    await playToTheGap();
    await bench.page.evaluate(() => held.actions.get('pause')?.({ action: 'pause' }));
    expect(await state()).toMatchObject({ phase: 'paused', isCutOff: false });
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.getState().isCutOff);
    bench.answers.clear();
    await bench.page.waitForFunction(() => held.player.positionMs() > 6_100);
  });

  it('is never without media while a hidden page waits for the path file', async () => {
    bench.answers.set('/api/v1/takes/H/path-file', { status: 200, body: '{"url":null}' });
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await bench.page.waitForFunction(() => held.player.positionMs() > 300);
    await bench.page.evaluate(setHidden, true);
    await bench.page.evaluate(() => held.context.suspend());
    await expect.poll(() => bench.requests.filter((path) => path === PATH_FILE).length, PATIENT).toBeGreaterThan(1);
    const rests = await bench.page.evaluate(() => held.player.positionMs());
    expect(await state()).toMatchObject({ phase: 'loading', isCutOff: false });
    bench.answers.set('/api/v1/takes/H/path-file', { status: 200, body: '{"url":"/path/H"}' });
    await bench.page.waitForFunction((ms) => held.player.positionMs() > ms + 300, rests);
    expect(await bench.page.evaluate(() => [held.pauses, held.context.state])).toEqual([0, 'suspended']);
    expect(await state()).toMatchObject({ phase: 'playing' });
  });

  it('asks for the path file before anybody locks the screen', async () => {
    bench.answers.set('/api/v1/takes/H/path-file', { status: 200, body: '{"url":"/path/H"}' });
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.getByRole('button').click();
    await expect.poll(() => bench.requests, PATIENT).toContain(PATH_FILE);
    expect(bench.requests).not.toContain('/path/H');
  });

  it('is unlocked without being heard or seen, and rests again if nothing comes of it', async () => {
    await bench.page.evaluate(livePlayer, playerTakes());
    await bench.page.evaluate((ms) => held.player.seek(ms), END_MS);
    await bench.page.evaluate(() => held.player.unlock());
    await bench.page.waitForFunction(() => held.context.state === 'running');
    expect(await bench.page.evaluate(() => [held.phases, held.player.positionMs()])).toEqual([['paused'], END_MS]);
    await bench.page.waitForFunction(() => held.context.state === 'suspended');
    await bench.page.evaluate(() => held.player.unlock());
    await bench.page.evaluate(() => held.player.seek(1_000));
    await bench.page.evaluate(() => held.player.play());
    await bench.page.waitForFunction(() => held.player.positionMs() > 1_200);
  });
});
