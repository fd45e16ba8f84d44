import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, it, vi } from 'vitest';
import { headBytes, openingBytes } from '@/lib/mixing/mix-part';
import { EarlyPlay, firstRequest } from './early-play';

const takes = [
  { id: 'a', startMs: 0, durationMs: 30_000, mixUrl: '/media/a' },
  { id: 'b', startMs: 20_000, durationMs: 30_000, mixUrl: '/media/b' },
  { id: 'c', startMs: 49_000, durationMs: 30_000, mixUrl: '' },
];

it.each([
  [0, '/media/a', openingBytes(30_000)],
  [12_000, '/media/a', headBytes(30_000)],
  [20_000, '/media/b', openingBytes(30_000)],
])('at %i ms asks for what is heard there', (startAtMs, url, bytes) => {
  expect(firstRequest({ takes, startAtMs })).toEqual({ url, range: `bytes=0-${bytes - 1}` });
});

it('asks for nothing whose address it does not know', () => {
  expect(firstRequest({ takes, startAtMs: 60_000 })).toBeNull();
});

it('lets no address end its script', () => {
  const html = renderToStaticMarkup(
    <EarlyPlay
      takes={[{ id: 'a', startMs: 0, durationMs: 1_000, mixUrl: '/</script><script>alert(1)' }]}
      startAtMs={0}
      nonce="n"
    />,
  );
  expect(html.match(/<\/script>/g)).toHaveLength(1);
});

afterEach(() => {
  vi.unstubAllGlobals();
  globalThis.earlyPlay = undefined;
  globalThis.earlyMix = undefined;
});

/** A page with the script in it; the answer taps what is called so. */
function pageThatHears() {
  const hears = new Set<(event: unknown) => void>();
  const button = new Map<string, string>();
  const play = { setAttribute: button.set.bind(button), removeAttribute: button.delete.bind(button) };
  const fetches: string[] = [];
  vi.stubGlobal('addEventListener', (_: string, hear: (event: unknown) => void) => hears.add(hear));
  vi.stubGlobal('removeEventListener', (_: string, hear: (event: unknown) => void) => hears.delete(hear));
  vi.stubGlobal('fetch', async (url: string) => {
    fetches.push(url);
    return new Response();
  });
  const html = renderToStaticMarkup(<EarlyPlay takes={takes} startAtMs={0} nonce="n" />);
  new Function(html.replace(/<\/?script[^>]*>/g, ''))();
  const tap = (what: 'play' | 'else') => {
    for (const hear of hears) hear({ target: { closest: () => (what === 'play' ? play : null) } });
  };
  return { tap, button, fetches, hears };
}

it('keeps the first tap on Play, shows that on it, and asks once', () => {
  const { tap, button, fetches, hears } = pageThatHears();
  tap('else');
  expect([globalThis.earlyPlay?.isTapped, fetches]).toEqual([false, []]);
  tap('play');
  tap('play');
  expect([globalThis.earlyPlay?.isTapped, fetches]).toEqual([true, ['/media/a']]);
  expect(button.get('aria-busy')).toBe('true');
  globalThis.earlyPlay?.end();
  expect([button.size, hears.size]).toEqual([0, 0]);
});
