import { expect, test } from 'vitest';
import { packPath, unpackPath } from './packed-path';
import type { PageTake } from './schemas';

const ids = Array.from({ length: 1_000 }, () => crypto.randomUUID());

/** A thousand takes by five voices; the canon leaves the path once. */
const path = ids.map(
  (id, i): PageTake => ({
    id,
    parentId: ids[i - 1] ?? null,
    startMs: i * 20_000,
    durationMs: 30_500,
    author: { id: `00000000-0000-7000-8000-00000000000${i % 5}`, name: i === 10 ? 'Renamed' : `Voice ${i % 5}` },
    likeCount: i % 7,
    childCount: i === 999 ? 0 : 1,
    bestChildId: i === 500 ? crypto.randomUUID() : (ids[i + 1] ?? null),
    mixBytes: 480_000 + i,
    mixUrl: i < 24 ? `/media/audio/${id}.m4a?signature=x` : '',
    peaks: Array.from({ length: 12 }, (_, k) => (i * k * 37) % 256),
  }),
);

test('what is unpacked is what was packed, at a third of its size', () => {
  const packed = packPath(path);
  expect(unpackPath(JSON.parse(JSON.stringify(packed)))).toEqual(path);
  expect(JSON.stringify(packed).length).toBeLessThan(JSON.stringify(path).length / 3 + 10_000);
});
