import { beforeEach, expect, it } from 'vitest';
import { createScope } from '@/lib/scope';
import { openDeviceDatabase } from './device-database';
import { holdDraft } from './draft-lock';
import { openDrafts } from './drafts';
import { sweepDrafts } from './sweep-drafts';
import { bytesOf, draftOf, freshDevice } from './test-device';

beforeEach(freshDevice);

const HOUR = 3_600_000;
const NOW = 100 * HOUR;
const published = (publishedAt: number) =>
  ({ stage: 'outbox', delivery: { at: 'published', url: '/s', publishedAt } }) as const;

it('removes what nobody will ask for, and nothing else', async () => {
  const drafts = openDrafts(createScope(), openDeviceDatabase());
  await drafts.begin(draftOf('left before a word', { stage: 'preroll', startedAt: NOW - HOUR }));
  await drafts.begin(draftOf('just begun', { stage: 'preroll', startedAt: NOW - 1 }));
  await drafts.begin(draftOf('open elsewhere', { stage: 'preroll', startedAt: NOW - HOUR }));
  await drafts.begin(draftOf('unfinished', { stage: 'recording', startedAt: 0 }));
  await drafts.begin(draftOf('in review', { stage: 'review', startedAt: 0 }));
  await drafts.begin(draftOf('waits', { stage: 'outbox', startedAt: 0 }));
  await drafts.begin(draftOf('published yesterday', published(NOW - 25 * HOUR)));
  await drafts.begin(draftOf('published today', published(NOW - HOUR)));
  for (const { takeId } of await drafts.all()) await drafts.append(takeId, bytesOf('x'));
  const release = await holdDraft('open elsewhere');
  await sweepDrafts(drafts, NOW);
  release?.();
  const left = (await drafts.all()).map(({ takeId }) => takeId);
  expect(left.sort()).toEqual(['in review', 'just begun', 'open elsewhere', 'published today', 'unfinished', 'waits']);
  expect(await drafts.bytes('published today')).toBe(0);
  expect(await drafts.bytes('waits')).toBe(1);
});
