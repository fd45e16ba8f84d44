import { describe, expect, it } from 'vitest';
import type { PathElement, PathElementEvents } from './path-element';
import { createAway } from './player-away';

/** The element and the server of a page that nobody sees; timers run when the test says so. */
function hiddenPage(urls: (string | null)[]) {
  const did: string[] = [];
  const page = { isOnline: true, positionMs: null as number | null };
  let events!: PathElementEvents;
  const element: PathElement = {
    hold() {
      page.positionMs = null;
      did.push('hold');
    },
    play(url, atMs) {
      page.positionMs = atMs;
      did.push(`play ${url} from ${atMs}`);
    },
    positionMs: () => page.positionMs,
    isSounding: () => page.positionMs !== null,
    seek: () => undefined,
    setRate: () => undefined,
    setVolume: () => undefined,
    rest() {
      page.positionMs = null;
      did.push('rest');
    },
    close: () => undefined,
  };
  const due: (() => void)[] = [];
  const away = createAway({
    storyId: 'story',
    ports: {
      fetch: async () => new Response(JSON.stringify({ url: urls.shift() ?? null })),
      after(_ms, run) {
        due.push(run);
        return () => due.splice(due.indexOf(run), 1);
      },
      openElement(opened) {
        events = opened;
        return element;
      },
      isOnline: () => page.isOnline,
    },
    onPause: () => did.push('paused'),
    onEnd: () => did.push('ended'),
    onChange: () => undefined,
  });
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return {
    away,
    did,
    page,
    settled,
    /** What waits runs now. */
    async later() {
      for (const run of due.splice(0)) run();
      await settled();
    },
    /** The file breaks after it has been heard for `heardMs`. */
    async breaks(heardMs: number) {
      if (page.positionMs !== null) page.positionMs += heardMs;
      events.onFail();
      await settled();
    },
  };
}

const START = { leafId: 'H', atMs: 1_000, rate: 1 };

describe('a page that nobody sees', () => {
  it('is never without media while the path’s file is made', async () => {
    const { away, did, settled, later } = hiddenPage([null, null, '/path']);
    away.hold();
    away.start(START);
    await settled();
    await later();
    expect([away.positionMs(), away.isPlaying()]).toEqual([1_000, false]);
    await later();
    expect(did).toEqual(['hold', 'hold', 'play /path from 1000']);
    expect(away.isPlaying()).toBe(true);
  });

  it('has the file made once somebody listens for a while, and plays it at once when it is needed', async () => {
    const { away, did, later } = hiddenPage(['/path']);
    away.prepareSoon('H');
    away.prepareSoon('H');
    await later();
    away.start(START);
    expect(did).toEqual(['hold', 'play /path from 1000']);
  });

  it('goes on with a fresh file as often as one breaks that has been heard', async () => {
    const { away, did, settled, breaks } = hiddenPage(['/1', '/2', '/3', '/4', '/5']);
    away.start(START);
    await settled();
    for (let times = 0; times < 4; times++) await breaks(10_000);
    expect(did.filter((what) => what !== 'hold')).toEqual([
      'play /1 from 1000',
      'play /2 from 11000',
      'play /3 from 21000',
      'play /4 from 31000',
      'play /5 from 41000',
    ]);
    expect(did).not.toContain('paused');
  });

  it('gives up a path of which three files in a row say nothing, but for want of a network', async () => {
    const { away, did, page, settled, breaks } = hiddenPage(['/1', '/2', '/3', '/4', '/5', '/6', '/7']);
    page.isOnline = false;
    away.start(START);
    await settled();
    for (let times = 0; times < 4; times++) await breaks(0);
    expect(did).not.toContain('paused');
    page.isOnline = true;
    await breaks(0);
    await breaks(0);
    expect(did.at(-1)).toBe('paused');
  });
});
