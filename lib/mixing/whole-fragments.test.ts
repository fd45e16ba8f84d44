import { expect, test } from 'vitest';
import { withCore } from '@/lib/server/mixing/core';
import { recording, voice } from '@/lib/server/mixing/test-sounds';
import { renderTake } from './render';
import { wholeFragments } from './whole-fragments';

const box = (type: string, ...content: number[]) => [0, 0, 0, content.length + 8, ...Buffer.from(type), ...content];
const file = (...boxes: number[][]) => Uint8Array.from(boxes.flat());

const HEAD = [box('ftyp', 1), box('moov', 2, 3)];
const FRAGMENT = [box('moof', 4, 5), box('mdat', 6)];

test('a header with nothing behind it is left out, and nothing else', () => {
  expect(wholeFragments(file(...HEAD, ...FRAGMENT, box('moof', 7), ...FRAGMENT))).toEqual(
    file(...HEAD, ...FRAGMENT, ...FRAGMENT),
  );
});

test.each([
  ['whole fragments', file(...HEAD, ...FRAGMENT, ...FRAGMENT)],
  ['a file cut off in a header', file(...HEAD, ...FRAGMENT, box('moof', 7)).slice(0, -3)],
  ['a file cut off behind a header', file(...HEAD, ...FRAGMENT, box('moof', 7))],
  ['a length that leads nowhere', file(...HEAD, [0, 0, 0, 0, ...Buffer.from('moof')], box('moof', 7))],
  ['a sound that is no MP4', new Uint8Array(100).fill(0xfe)],
  ['nothing', new Uint8Array()],
])('%s: the same bytes', (_, bytes) => {
  expect(wholeFragments(bytes)).toBe(bytes);
});

test('a source whose last header came twice sounds as if it had come once', async () => {
  const { source } = await recording(await voice('austen-0880'), 'PCM in WebM');
  const [once, twice] = await withCore(60_000, async (core) => {
    await core.write('in', source.bytes.slice());
    const fragments = ['-movflags', 'frag_keyframe+empty_moov', '-frag_duration', '1000000'];
    const { code, log } = await core.run(['-i', 'in', '-c:a', 'aac', '-f', 'mp4', ...fragments, 'out']);
    if (code !== 0) throw new Error(log);
    const bytes = (await core.read('out')).slice();
    const stemOf = async (given: Uint8Array) => {
      const job = { source: { bytes: given, contentType: 'audio/mp4' }, cut: 'whole', parent: null } as const;
      return (await renderTake(core, job)).stem.slice();
    };
    return [await stemOf(bytes), await stemOf(lastHeaderTwice(bytes))];
  });
  expect(Buffer.compare(once, twice)).toBe(0);
});

function lastHeaderTwice(bytes: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).lastIndexOf('moof') - 4;
  const end = at + new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
}
