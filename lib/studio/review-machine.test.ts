import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '@/lib/domain/errors';
import { firstAim } from './aim';
import { step } from './machine';
import { ANSWER, FORM, IDS, kinds, play, RECORDED, RENDERED, STEM, takeId, toReview } from './machine-fixture';
import { resume } from './review-machine';
import { draftLengthMs, type StudioEvent } from './state';

const ANSWER_AIM = firstAim(ANSWER);
const OPEN_END = { slateToPunchMs: 400, latencyMs: 0, durationMs: null };

describe('review', () => {
  it('plays as soon as there is something to play', () => {
    const waiting = play(null, ...toReview, { type: 'play' });
    expect(waiting.state).toMatchObject({ playback: 'waiting' });
    const { state, effects } = step(waiting.state, { type: 'cut', takeId, stem: STEM });
    expect(state).toMatchObject({ playback: 'playing' });
    expect(kinds(effects)).toEqual(['loadStem', 'play']);
  });

  it('drops the draft only after a second step', () => {
    const asked = play(null, ...toReview, { type: 'retake' });
    expect(asked.state).toMatchObject({ phase: 'reviewing', confirming: 'retake' });
    expect(step(asked.state, { type: 'dismiss' }).state).toMatchObject({ phase: 'reviewing', confirming: null });
    expect(step(asked.state, { type: 'confirm' })).toMatchObject({
      state: { phase: 'idle' },
      effects: [{ type: 'forget' }, { type: 'drop', takeId }, { type: 'warm' }],
    });
  });

  it('needs a title for a seed and none for an answer', () => {
    const untitled: StudioEvent = { type: 'publish', form: { ...FORM, title: ' \u0007 ' } };
    expect(play(null, ...toReview, untitled).state).toMatchObject({ phase: 'reviewing', notice: 'title_missing' });
    expect(play(ANSWER, ...toReview, untitled).state.phase).toBe('publishing');
  });

  it('publishes once the mix is there, when asked before', () => {
    const early = play(null, ...toReview, { type: 'publish', form: FORM });
    expect(kinds(early.effects)).not.toContain('publish');
    expect(early.effects).toContainEqual({ type: 'keepWish', takeId, form: FORM });
    const { state, effects } = step(early.state, { type: 'rendered', takeId, rendered: RENDERED });
    expect(state.phase).toBe('publishing');
    expect(effects).toMatchObject([
      { type: 'loadMix' },
      { type: 'keepRendered' },
      { type: 'publish', draft: { rendering: { at: 'ready' } } },
    ]);
  });

  it.each<ErrorCode>(['mixing_failed', 'mixing_timed_out', 'unexpected'])(
    'leaves the mix to the server after %s',
    (code) => {
      const { state, effects } = play(null, ...toReview, { type: 'renderFailed', takeId, code });
      expect(state).toMatchObject({ phase: 'reviewing', notice: null, draft: { rendering: { at: 'server' } } });
      expect(kinds(effects)).toContain('preview');
    },
  );

  it.each<ErrorCode>(['not_audio', 'slate_not_found', 'source_cut_short', 'silent_take'])(
    'cannot publish after %s',
    (code) => {
      const { state } = play(
        null,
        ...toReview,
        { type: 'renderFailed', takeId, code },
        { type: 'publish', form: FORM },
      );
      expect(state).toMatchObject({ phase: 'reviewing', draft: { rendering: { at: 'broken', fault: code } } });
      expect(step(state, { type: 'save' }).effects).toEqual([{ type: 'save', recorded: RECORDED }]);
    },
  );

  it('comes back with the draft when publishing fails, and tries again', () => {
    const failed = play(
      null,
      ...toReview,
      { type: 'rendered', takeId, rendered: RENDERED },
      { type: 'publish', form: FORM },
      { type: 'publishFailed', takeId, code: 'network_unreachable' },
    );
    expect(failed.state).toMatchObject({
      phase: 'reviewing',
      notice: 'network_unreachable',
      draft: { recorded: RECORDED },
    });
    expect(kinds(step(failed.state, { type: 'publish', form: FORM }).effects)).toContain('publish');
  });
});

describe('a take that an earlier visit left', () => {
  const draft = { ids: IDS, aim: ANSWER_AIM, recorded: { ...RECORDED, cut: OPEN_END }, stem: null };

  it('is cut and mixed again, and its length is what the cutting finds', () => {
    const { state, effects } = resume({ ...draft, rendering: { at: 'device' } }, null);
    expect(kinds(effects)).toEqual(['render']);
    expect(draftLengthMs(state.draft)).toBeNull();
    const next = step(state, { type: 'cut', takeId, stem: STEM });
    expect(next.state).toMatchObject({ draft: { stem: STEM, rendering: { at: 'device' } } });
  });

  it('cannot be published when it broke off before its parent ended, and is kept', () => {
    const { state } = resume({ ...draft, rendering: { at: 'device' } }, null);
    const next = step(state, { type: 'cut', takeId, stem: { ...STEM, durationMs: 6_499 } });
    expect(next.state).toMatchObject({ draft: { rendering: { at: 'broken', fault: 'does_not_outlast_parent' } } });
    expect(step(next.state, { type: 'rendered', takeId, rendered: RENDERED }).state).toBe(next.state);
    expect(step(next.state, { type: 'publish', form: FORM }).state).toBe(next.state);
  });

  it('needs no second mix when it has one', () => {
    const { state, effects } = resume({ ...draft, rendering: { at: 'ready', rendered: RENDERED } }, null);
    expect(effects).toMatchObject([
      { type: 'preview', recorded: { source: { contentType: 'audio/flac' }, cut: 'whole' } },
      { type: 'loadMix' },
    ]);
    expect(draftLengthMs(state.draft)).toBe(RENDERED.durationMs);
  });
});

it('takes the wish to publish back when the take turns out too short', () => {
  const early = play(null, ...toReview, { type: 'publish', form: FORM });
  const { state, effects } = step(early.state, { type: 'cut', takeId, stem: { ...STEM, durationMs: 999 } });
  expect(state).toMatchObject({ phase: 'reviewing', draft: { rendering: { at: 'broken' } } });
  expect(effects).toContainEqual({ type: 'keepForm', takeId, form: FORM });
});
