import { describe, expect, it } from 'vitest';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';
import { step } from './machine';
import {
  ANSWER,
  FORM,
  IDS,
  kinds,
  play,
  RECORDED,
  RENDERED,
  STEM,
  takeId,
  toRecording,
  toReview,
} from './machine-fixture';
import type { StudioEvent } from './state';

describe('the way through', () => {
  it('goes from Record to the page of the take', () => {
    const { state, effects } = play(
      null,
      ...toReview,
      { type: 'cut', takeId, stem: STEM },
      { type: 'rendered', takeId, rendered: RENDERED },
      { type: 'publish', form: FORM },
      { type: 'published', takeId, url: '/s/story/take' },
    );
    expect(state).toMatchObject({ phase: 'published', url: '/s/story/take' });
    expect(kinds(effects)).toEqual([
      'begin',
      'keepPunched',
      'finish',
      'keepRecorded',
      'render',
      'loadStem',
      'loadMix',
      'keepRendered',
      'rememberName',
      'keepForm',
      'publish',
      'forget',
      'open',
    ]);
  });

  it('asks for the microphone with Record and not before', () => {
    expect(play(ANSWER, { type: 'movePunch', punchMs: 14_000 }).effects).toEqual([]);
    const { state, effects } = play(ANSWER, { type: 'movePunch', punchMs: 14_000 }, { type: 'record', ids: IDS });
    expect(state.phase).toBe('asking');
    expect(effects).toMatchObject([{ type: 'begin', aim: { punchMs: 14_000 } }]);
  });

  it('says what is wrong with the microphone and is ready again', () => {
    const { state, effects } = play(
      null,
      { type: 'record', ids: IDS },
      { type: 'refused', takeId, code: 'microphone_denied' },
    );
    expect(state).toMatchObject({ phase: 'idle', notice: 'microphone_denied' });
    expect(kinds(effects)).toEqual(['begin', 'abandon', 'drop']);
  });
});

describe('what stays on the device', () => {
  it('keeps what was said until then when the recording cannot be handed over', () => {
    const failed = play(
      null,
      ...toRecording,
      { type: 'stop', elapsedMs: 7_000 },
      { type: 'refused', takeId, code: 'recording_failed' },
    );
    expect(failed.state).toMatchObject({ phase: 'idle', notice: 'recording_failed' });
    expect(kinds(failed.effects)).not.toContain('drop');
  });

  it('says so when the device refuses to keep it, and records on', () => {
    const { state } = play(null, ...toRecording, { type: 'storageRefused', takeId, code: 'device_full' });
    expect(state).toMatchObject({ phase: 'recording', notice: 'device_full' });
  });

  it('leaves with the take kept, or with it dropped, and never by accident', () => {
    const asked = play(null, ...toReview, { type: 'cancel' });
    expect(asked.state).toMatchObject({ phase: 'reviewing', confirming: 'leave' });
    const kept = step(asked.state, { type: 'keep' });
    expect(kept.state).toEqual({ phase: 'left' });
    expect(kept.effects).toEqual([
      { type: 'forget', takeId },
      { type: 'open', url: '/drafts' },
    ]);
    expect(kinds(step(asked.state, { type: 'confirm' }).effects)).toEqual(['forget', 'drop', 'open']);
  });

  it('lets the person go while a take that was asked for is on its way, but not before its mix is', () => {
    const early = play(null, ...toReview, { type: 'publish', form: FORM });
    expect(step(early.state, { type: 'cancel' }).state).toBe(early.state);
    const { state } = step(early.state, { type: 'rendered', takeId, rendered: RENDERED });
    expect(step(state, { type: 'cancel' }).effects).toEqual([
      { type: 'forget', takeId },
      { type: 'open', url: '/drafts' },
    ]);
  });
});

describe('a file in place of a recording', () => {
  const bring: StudioEvent = { type: 'bring', ids: IDS, source: RECORDED.source };

  it('is reviewed like a take', () => {
    const { state, effects } = play(ANSWER, bring);
    expect(state).toMatchObject({ phase: 'reviewing', draft: { recorded: { cut: 'whole' } } });
    expect(kinds(effects)).toEqual(['keepRecorded', 'render']);
  });

  it('of more than ten minutes gives its first ten, and says so', () => {
    const { state } = play(null, bring, { type: 'cut', takeId, stem: { ...STEM, durationMs: MAX_DURATION_MS } });
    const { state: tooLong } = play({ ...ANSWER, mostMs: 6_999 }, bring, { type: 'cut', takeId, stem: STEM });
    expect(tooLong).toMatchObject({ draft: { rendering: { at: 'broken', fault: 'story_take_too_long' } } });
    expect(state).toMatchObject({ phase: 'reviewing', notice: 'file_cut' });
  });
});

describe('what comes too late', () => {
  it('does nothing for a take that is no longer the current one', () => {
    const { state } = play(
      null,
      ...toReview,
      { type: 'retake' },
      { type: 'confirm' },
      { type: 'record', ids: { ...IDS, takeId: 'second' } },
    );
    for (const event of [...toReview, { type: 'lost', takeId, code: 'microphone_lost', elapsedMs: 1 } as const]) {
      if ('takeId' in event) expect(step(state, event)).toEqual({ state, effects: [] });
    }
  });
});
