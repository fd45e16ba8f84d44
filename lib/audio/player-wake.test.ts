import { expect, it, vi } from 'vitest';
import { createPlayer, type PlayerTake } from './player';
import type { PlayerContext } from './player-ports';

const take = (id: string, startMs: number): PlayerTake => ({
  id,
  startMs,
  durationMs: 40_000,
  mixUrl: `/${id}`,
  authorName: id,
});

/** A player that somebody sees, on a context that starts when the test says so, with timers that it runs. */
function seenPlayer() {
  const asked: string[] = [];
  const timers = new Set<{ ms: number; run: () => void }>();
  const started = Promise.withResolvers<void>();
  const page = { state: 'suspended' };
  const buffer = (length: number) => ({
    length,
    sampleRate: 48_000,
    numberOfChannels: 1,
    getChannelData: () => new Float32Array(),
    copyToChannel: () => undefined,
  });
  const node = { connect: (next: unknown) => next, disconnect: () => undefined, start: () => undefined };
  const param = { value: 1, setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined };
  const context = {
    currentTime: 0,
    sampleRate: 48_000,
    destination: node,
    get state() {
      return page.state;
    },
    createGain: () => ({ ...node, gain: param }),
    createBuffer: (_: number, length: number) => buffer(length),
    createBufferSource: () => ({
      ...node,
      playbackRate: param,
      stop: () => undefined,
      addEventListener: () => undefined,
    }),
    decodeAudioData: async () => buffer(41 * 48_000),
    resume: () => started.promise,
    suspend: async () => undefined,
    close: async () => undefined,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  const player = createPlayer(
    { storyId: 'story', takes: [take('A', 0), take('B', 40_000), take('C', 80_000)] },
    {
      createContext: () => context as unknown as PlayerContext,
      async fetch(url) {
        asked.push(url);
        return new Response(new Uint8Array(1_000));
      },
      openElement: () => ({
        hold: () => undefined,
        play: () => undefined,
        positionMs: () => null,
        isSounding: () => false,
        seek: () => undefined,
        setRate: () => undefined,
        setVolume: () => undefined,
        rest: () => undefined,
        close: () => undefined,
      }),
      after(ms, run) {
        const timer = { ms, run };
        timers.add(timer);
        return () => timers.delete(timer);
      },
      isOnline: () => true,
      onOnline: () => () => undefined,
      mayBeSilenced: () => false,
      isHidden: () => false,
      onVisibility: () => () => undefined,
    },
  );
  return {
    player,
    asked,
    start() {
      page.state = 'running';
      started.resolve();
    },
    waitAtMost: (mostMs: number) => {
      for (const timer of [...timers]) if (timer.ms <= mostMs && timers.delete(timer)) timer.run();
    },
  };
}

it('waits for another tap where the browser gives it no sound, and for none where it does late', async () => {
  const refused = seenPlayer();
  refused.player.play();
  refused.waitAtMost(10_000);
  expect(refused.player.getState().phase).toBe('loading');
  refused.waitAtMost(15_000);
  expect(refused.player.getState().phase).toBe('paused');

  const late = seenPlayer();
  late.player.play();
  late.start();
  await vi.waitFor(() => expect(late.player.getState().phase).toBe('playing'));
  late.waitAtMost(15_000);
  expect(late.player.getState().phase).toBe('playing');
});

it('fetches no further ahead once nobody listens, not where one goes either', async () => {
  const { player, asked } = seenPlayer();
  const settled = () => new Promise((later) => setTimeout(later));
  player.play();
  player.pause();
  await settled();
  expect(asked).toEqual(['/A']);
  player.seek(1_000);
  await settled();
  expect(asked).toEqual(['/A']);
  player.play();
  await vi.waitFor(() => expect(asked).toEqual(['/A', '/B', '/C']));
});
