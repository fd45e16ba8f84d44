import { beforeEach, expect, it, vi } from 'vitest';
import { createScope } from '@/lib/scope';
import { openDeviceDatabase } from './device-database';
import { holdDraft } from './draft-lock';
import { openDrafts } from './drafts';
import { forgetDevice } from './forget-device';
import { draftOf, freshDevice } from './test-device';

beforeEach(freshDevice);

it('waits for whoever has a take open, under review too, and removes nothing until then', async () => {
  vi.stubGlobal('localStorage', {});
  const database = openDeviceDatabase();
  const drafts = openDrafts(createScope(), database);
  const kept = { all: async () => [], free: async () => undefined } as const;
  await drafts.begin(draftOf('under review', { stage: 'review' }));
  const release = await holdDraft('under review');
  expect(await forgetDevice({ database, drafts, kept })).toBe(false);
  expect(await drafts.get('under review')).not.toBeNull();
  release?.();
  await expect.poll(() => forgetDevice({ database, drafts, kept })).toBe(true);
  expect(await drafts.get('under review')).toBeNull();
});
