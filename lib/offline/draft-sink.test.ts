import { beforeEach, expect, it, vi } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { createScope } from '@/lib/scope';
import { createDraftSink } from './draft-sink';
import { openDrafts } from './drafts';
import { draftOf, freshDevice, otherPage, refusingDatabase, textOf } from './test-device';

beforeEach(freshDevice);

function sink() {
  const database = refusingDatabase();
  const drafts = openDrafts(createScope(), database);
  const onRefused = vi.fn();
  const { aim, form, takeId, storyId } = draftOf('a');
  const begin = () => createDraftSink({ drafts, ids: { takeId, storyId }, aim, form, onRefused });
  return { database, drafts, onRefused, begin };
}

const chunk = (text: string) => new Blob([text]);
const placed = {
  contentType: 'audio/ogg',
  cut: { slateToPunchMs: 7, latencyMs: 8, durationMs: null },
  alignment: { ...NOT_ALIGNED, method: 'estimated', errorMs: 9 },
} as const;

it('keeps chunks in the order they come, and where the take lies in them', async () => {
  const { begin, onRefused } = sink();
  const kept = begin();
  kept.append(chunk('a'));
  kept.place(placed);
  for (const letter of 'bcdef') kept.append(chunk(letter));
  expect(textOf(await kept.bytes())).toBe('abcdef');
  expect(await otherPage().get('a')).toMatchObject({ stage: 'preroll', ...placed });
  expect(onRefused).not.toHaveBeenCalled();
});

it('tells once that the device refuses, at once, and goes on', async () => {
  const { begin, database, onRefused } = sink();
  database.refuseAfter(2);
  const kept = begin();
  kept.append(chunk('a'));
  kept.append(chunk('b'));
  await vi.waitFor(() => expect(onRefused).toHaveBeenCalledOnce());
  kept.place(placed);
  kept.append(chunk('c'));
  expect(textOf(await kept.bytes())).toBe('abc');
  expect(onRefused.mock.calls).toEqual([['device_full']]);
});

it('tells before the first chunk where nothing can be kept at all', async () => {
  const { begin, database, onRefused } = sink();
  database.die();
  begin();
  await vi.waitFor(() => expect(onRefused.mock.calls).toEqual([['device_store_failed']]));
});

it('goes on behind a chunk that the browser itself cannot read', async () => {
  const { begin, onRefused } = sink();
  const kept = begin();
  const broken = chunk('b');
  broken.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
  for (const any of [chunk('a'), broken, chunk('c')]) kept.append(any);
  expect(textOf(await kept.bytes())).toBe('ac');
  expect(onRefused).toHaveBeenCalledOnce();
});

it('does not bring a take back that was thrown away', async () => {
  const { begin, drafts } = sink();
  const kept = begin();
  kept.append(chunk('a'));
  await kept.bytes();
  await drafts.remove('a');
  kept.append(chunk('b'));
  kept.place(placed);
  expect((await kept.bytes()).byteLength).toBe(0);
  expect(await drafts.all()).toEqual([]);
});
