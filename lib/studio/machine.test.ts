import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '@/lib/domain/errors';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';
import { type Answer, firstAim } from './aim';
import { opening, step } from './machine';
import { ANSWER, FORM, IDS, RECORDED, RENDERED, STEM, takeId } from './machine-fixture';
import { resume } from './review-machine';
import { draftLengthMs, type Effect, type State, type StudioEvent } from './state';

const ANSWER_AIM = firstAim(ANSWER);
const OPEN_END = { slateToPunchMs: 400, latencyMs: 0, durationMs: null };

function play(answer: Answer | null, ...events: StudioEvent[]): { state: State; effects: Effect[] } {
  let state = opening(answer);
  const effects: Effect[] = [];
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const toRecording: StudioEvent[] = [
  { type: 'record', ids: IDS },
  { type: 'begun', takeId },
  { type: 'punched', takeId },
];
const toReview: StudioEvent[] = [
  ...toRecording,
  { type: 'stop', elapsedMs: 7_000 },
  { type: 'recorded', takeId, recorded: RECORDED },
];
const kinds = (effects: Effect[]) => effects.map(({ type }) => type);

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
      'warm',
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

describe('Stop', () => {
  it('goes on recording while the parent is not outlasted, and says how much is missing', () => {
    const { state, effects } = play(ANSWER, ...toRecording, { type: 'stop', elapsedMs: 4_000 });
    expect(state).toMatchObject({ phase: 'recording', toldMissingMs: 2_500 });
    expect(kinds(effects)).not.toContain('finish');
  });

  it('ends at exactly the shortest length that the rule allows, and not a millisecond before', () => {
    const shortest = 6_500;
    expect(play(ANSWER, ...toRecording, { type: 'stop', elapsedMs: shortest - 1 }).state.phase).toBe('recording');
    expect(play(ANSWER, ...toRecording, { type: 'stop', elapsedMs: shortest }).effects).toContainEqual({
      type: 'finish',
      takeId,
      durationMs: shortest,
    });
  });

  it('comes by itself at ten minutes, with a notice', () => {
    const { state, effects } = play(null, ...toRecording, { type: 'limit', takeId });
    expect(state).toMatchObject({ phase: 'finishing', notice: 'limit_reached', fault: null });
    expect(effects).toContainEqual({ type: 'finish', takeId, durationMs: MAX_DURATION_MS });
  });
});

describe('trouble while recording', () => {
  it('keeps what was said when the microphone goes, and reviews it when it is long enough', () => {
    const { state, effects } = play(
      null,
      ...toRecording,
      { type: 'lost', takeId, code: 'microphone_lost', elapsedMs: 5_000 },
      { type: 'recorded', takeId, recorded: RECORDED },
    );
    expect(state).toMatchObject({
      phase: 'reviewing',
      notice: 'microphone_lost',
      draft: { rendering: { at: 'device' } },
    });
    expect(kinds(effects)).toContain('render');
  });

  it('keeps what was said even when it is too short to publish', () => {
    const { state } = play(
      ANSWER,
      ...toRecording,
      { type: 'lost', takeId, code: 'microphone_lost', elapsedMs: 5_000 },
      { type: 'recorded', takeId, recorded: RECORDED },
    );
    expect(state).toMatchObject({
      phase: 'reviewing',
      draft: { recorded: RECORDED, rendering: { at: 'broken', fault: 'does_not_outlast_parent' } },
    });
  });

  it('tells of silence while it lasts, and records on', () => {
    const silent = play(null, ...toRecording, { type: 'silent', takeId });
    expect(silent.state).toMatchObject({ phase: 'recording', notice: 'microphone_silent' });
    expect(step(silent.state, { type: 'heard', takeId }).state).toMatchObject({ phase: 'recording', notice: null });
  });

  it('asks before a running take is thrown away', () => {
    const asked = play(null, ...toRecording, { type: 'cancel' });
    expect(asked.state).toMatchObject({ phase: 'recording', confirming: 'cancel' });
    expect(kinds(asked.effects)).not.toContain('abandon');
    expect(step(asked.state, { type: 'confirm' })).toMatchObject({
      state: { phase: 'idle' },
      effects: [{ type: 'abandon' }, { type: 'drop', takeId }],
    });
  });
});

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
      effects: [{ type: 'forget' }, { type: 'drop', takeId }],
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

describe('a file in place of a recording', () => {
  const bring: StudioEvent = { type: 'bring', ids: IDS, source: RECORDED.source };

  it('is reviewed like a take', () => {
    const { state, effects } = play(ANSWER, bring);
    expect(state).toMatchObject({ phase: 'reviewing', draft: { recorded: { cut: 'whole' } } });
    expect(kinds(effects)).toEqual(['keepRecorded', 'render']);
  });

  it('of more than ten minutes gives its first ten, and says so', () => {
    const { state } = play(null, bring, { type: 'cut', takeId, stem: { ...STEM, durationMs: MAX_DURATION_MS } });
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
