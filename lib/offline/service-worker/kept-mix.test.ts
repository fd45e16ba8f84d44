import { expect, it } from 'vitest';
import { partOf } from './kept-mix';

const SOUND = Uint8Array.from({ length: 100 }, (_, i) => i);
const kept = () => new Response(SOUND, { headers: { 'Content-Type': 'audio/mp4', 'Content-Length': '100' } });

it.each([
  ['bytes=0-', 'bytes 0-99/100', 0, 100],
  ['bytes=0-1', 'bytes 0-1/100', 0, 2],
  ['bytes=40-', 'bytes 40-99/100', 40, 100],
  ['bytes=90-500', 'bytes 90-99/100', 90, 100],
  ['bytes=-10', 'bytes 90-99/100', 90, 100],
  ['bytes=-500', 'bytes 0-99/100', 0, 100],
])('%s is answered with %s', async (range, contentRange, from, to) => {
  const answer = await partOf(kept(), range);
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-range')).toBe(contentRange);
  expect(answer.headers.get('content-length')).toBe(String(to - from));
  expect(answer.headers.get('content-type')).toBe('audio/mp4');
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(SOUND.slice(from, to));
});

it.each([null, 'bytes=1-0', 'bytes=0-1,5-6', 'seconds=0-1'])('%s is answered with all of it', async (range) => {
  const answer = await partOf(kept(), range);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('accept-ranges')).toBe('bytes');
  expect(answer.headers.has('content-range')).toBe(false);
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(SOUND);
});

it.each(['bytes=100-', 'bytes=-0'])('%s is out of range', async (range) => {
  const answer = await partOf(kept(), range);
  expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */100']);
});
