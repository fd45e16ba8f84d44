import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { createScope, type Scope } from '@/lib/scope';
import { ANSWER, FORM, RECORDED, RENDERED } from '@/lib/studio/machine-fixture';
import type { Form } from '@/lib/studio/ports';
import { answerHere } from './answer-here';
import { askWished } from './ask-wished';
import { openDeviceDatabase } from './device-database';
import { createDraftKeeper } from './draft-keeper';
import { heldDrafts } from './draft-lock';
import { type Drafts, openDrafts } from './drafts';
import { leftTake } from './left-take';

const AIM = { answer: ANSWER, punchMs: 12_000 };
const PARENT_MIX = Uint8Array.of(9, 9, 9);
const cut = { slateToPunchMs: 400, latencyMs: 20, durationMs: null };
const placed = {
  contentType: 'audio/webm',
  cut,
  alignment: { ...NOT_ALIGNED, method: 'estimated', errorMs: 40 },
} as const;

let scope: Scope;
let drafts: Drafts;
let ids = { takeId: '', storyId: '' };
let takes = 0;
const reported: unknown[] = [];

beforeEach(() => {
  takes += 1;
  ids = { takeId: `take-${takes}`, storyId: 'story' };
  scope = createScope();
  drafts = openDrafts(scope, openDeviceDatabase());
  reported.length = 0;
});
afterEach(() => {
  scope.close();
  expect(reported).toEqual([]);
});

const newKeeper = () =>
  createDraftKeeper(scope, { drafts, parentMix: async () => PARENT_MIX, report: (cause) => reported.push(cause) });
const noRefusal = () => expect.unreachable('the store refused a draft');

/** A take that is being recorded, as the recorder does it. */
async function record(bytes: number[]) {
  const keeper = newKeeper();
  const sink = keeper.newDraft(ids, AIM, noRefusal);
  sink.place(placed);
  await sink.bytes();
  keeper.punched(ids.takeId);
  for (const byte of bytes) sink.append(new Blob([Uint8Array.of(byte)]));
  expect([...(await sink.bytes())]).toEqual(bytes);
  await expect.poll(() => drafts.file(ids.takeId, 'parent')).toEqual(PARENT_MIX);
  return keeper;
}

describe('a take that is cut off in the middle', () => {
  it('is taken up again from what was kept until then, to its end', async () => {
    await record([1, 2, 3]);
    const found = await leftTake(drafts, ids.takeId);
    expect(found?.left).toMatchObject({
      ids,
      aim: AIM,
      recorded: { source: { bytes: Uint8Array.of(1, 2, 3), contentType: 'audio/webm' }, cut },
      rendering: { at: 'device' },
    });
  });

  it('is nothing before the punch', async () => {
    const keeper = newKeeper();
    const sink = keeper.newDraft(ids, AIM, noRefusal);
    sink.place(placed);
    sink.append(new Blob(['slate']));
    await sink.bytes();
    expect(await leftTake(drafts, ids.takeId)).toBeNull();
  });
});

describe('a take that was reviewed', () => {
  it('comes back with its cut, its mix and what was typed', async () => {
    const keeper = await record([1, 2]);
    keeper.recorded(ids, AIM, RECORDED);
    keeper.rendered(ids.takeId, RENDERED);
    keeper.note(ids.takeId, FORM);
    await expect.poll(async () => (await leftTake(drafts, ids.takeId))?.form).toEqual(FORM);
    const found = await leftTake(drafts, ids.takeId);
    expect(found?.left.recorded).toMatchObject({ cut: RECORDED.cut, source: { bytes: Uint8Array.of(1, 2) } });
    expect(found?.left.rendering).toEqual({ at: 'ready', rendered: RENDERED });
  });

  it('comes back with what lies around it, how it was put in time, and with what it was recorded', async () => {
    const alignment = { ...NOT_ALIGNED, method: 'measured' as const, errorMs: 0.3 };
    const gear = { inputLabel: null, outputLabel: null, contextRate: 48_000, inputRate: null, browser: 'Chromium 156' };
    const rendered = { ...RENDERED, alignment, margins: Uint8Array.of(7) };
    const keeper = await record([1, 2]);
    keeper.recorded(ids, AIM, { ...RECORDED, gear });
    keeper.rendered(ids.takeId, rendered);
    const left = async () => (await leftTake(drafts, ids.takeId))?.left;
    await expect.poll(async () => (await left())?.rendering).toEqual({ at: 'ready', rendered });
    expect((await left())?.recorded).toMatchObject({ alignment: NOT_ALIGNED, gear });
  });

  it('that is cut anew comes back to be mixed anew, from where it is now', async () => {
    const keeper = await record([1, 2]);
    keeper.recorded(ids, AIM, RECORDED);
    keeper.rendered(ids.takeId, RENDERED);
    const cut = { slateToPunchMs: 450, latencyMs: 0, durationMs: 6_000, nudgeMs: -12 };
    const aim = { ...AIM, punchMs: AIM.punchMs + 50 };
    keeper.recorded(ids, aim, { ...RECORDED, cut });
    const left = async () => (await leftTake(drafts, ids.takeId))?.left;
    await expect.poll(left).toMatchObject({ aim, recorded: { cut }, rendering: { at: 'device' } });
  });

  it('is gone when it was thrown away, whatever was still on its way to the store', async () => {
    const keeper = await record([1]);
    keeper.recorded(ids, AIM, RECORDED);
    keeper.drop(ids.takeId);
    keeper.rendered(ids.takeId, RENDERED);
    await expect.poll(() => drafts.get(ids.takeId)).toBeNull();
    expect(await drafts.bytes(ids.takeId)).toBe(0);
  });

  it('is not offered for review once it is asked to be published', async () => {
    await record([1]);
    await drafts.change(ids.takeId, (draft) => ({ ...draft, stage: 'outbox' }));
    expect(await leftTake(drafts, ids.takeId)).toBeNull();
  });
});

it('is asked to be published when its page dies while it mixes, and not before', async () => {
  const keeper = await record([1]);
  keeper.recorded(ids, AIM, RECORDED);
  const asked: [string, Form][] = [];
  const ask = async (takeId: string, form: Form) => void asked.push([takeId, form]);
  await askWished(drafts, { ask });
  keeper.wish(ids.takeId, FORM);
  await expect.poll(async () => (await drafts.get(ids.takeId))?.isWished).toBe(true);
  await askWished(drafts, { ask });
  expect(asked, 'its page is still there').toEqual([]);
  scope.close();
  scope = createScope();
  drafts = openDrafts(scope, openDeviceDatabase());
  const askAgain = async () => {
    await askWished(drafts, { ask });
    return asked;
  };
  await expect.poll(askAgain).toEqual([[ids.takeId, FORM]]);
});

it('is its page’s own from the first moment until it is dropped, for every other page to see', async () => {
  const keeper = newKeeper();
  const isHeld = async () => (await heldDrafts()).has(ids.takeId);
  keeper.newDraft(ids, AIM, noRefusal);
  await expect.poll(isHeld).toBe(true);
  keeper.drop(ids.takeId);
  await expect.poll(isHeld).toBe(false);
});

it('keeps a file that was brought as the whole of a take', async () => {
  const keeper = newKeeper();
  const source = { bytes: Uint8Array.of(4, 5, 6), contentType: 'audio/mpeg' };
  keeper.recorded(ids, { answer: null, punchMs: 0 }, { ...RECORDED, source, cut: 'whole' });
  await expect.poll(async () => (await leftTake(drafts, ids.takeId))?.left.recorded.source).toEqual(source);
});

describe('an answer to what this device has', () => {
  const kept = { all: async () => [] };

  it('is possible to a take that waits to be published, after it and after nothing before its own parent', async () => {
    const keeper = await record([1]);
    keeper.recorded(ids, AIM, RECORDED);
    keeper.rendered(ids.takeId, RENDERED);
    keeper.note(ids.takeId, FORM);
    const wanted = { storyId: 'story', parentId: ids.takeId, kind: 'duet' } as const;
    await expect
      .poll(() => answerHere({ drafts, kept }, wanted))
      .toMatchObject({
        storyTitle: ANSWER.storyTitle,
        kind: 'duet',
        parent: { id: ids.takeId, startMs: 12_000, durationMs: RENDERED.durationMs, authorName: 'Ben' },
        earliestStartMs: 18_000,
      });
    expect(await answerHere({ drafts, kept }, { ...wanted, storyId: 'another' })).toBeNull();
  });
});
