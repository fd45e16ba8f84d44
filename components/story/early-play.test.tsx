import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
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
    />,
  );
  expect(html.match(/<\/script>/g)).toHaveLength(1);
});
