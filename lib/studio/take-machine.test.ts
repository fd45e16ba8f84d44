import { describe, expect, it } from 'vitest';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';
import { step } from './machine';
import { ANSWER, IDS, kinds, play, RECORDED, takeId, toRecording } from './machine-fixture';
import type { StudioEvent } from './state';
import { noticeSentence } from './words';

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

describe('in a story that takes shorter takes', () => {
  const shorter = { ...ANSWER, mostMs: 8_000 };
  const endOf = (event: StudioEvent) => play(shorter, ...toRecording, event).effects;

  it('a take ends at the longest of them, however it ends', () => {
    const end = { type: 'finish', takeId, durationMs: 8_000 };
    expect(endOf({ type: 'limit', takeId })).toContainEqual(end);
    expect(endOf({ type: 'stop', elapsedMs: 8_050 })).toContainEqual(end);
    expect(endOf({ type: 'lost', takeId, code: 'microphone_lost', elapsedMs: 8_050 })).toContainEqual(end);
  });

  it('one comes in late enough to outlast what it answers within that', () => {
    const { state } = play({ ...ANSWER, mostMs: 4_000 });
    expect(state).toMatchObject({ aim: { punchMs: 14_500 } });
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

describe('what is held', () => {
  const held: StudioEvent[] = [
    { type: 'record', ids: IDS },
    { type: 'held', takeId, hold: 'calibration' },
  ];

  it('waits for the person, and goes on from there', () => {
    const waiting = play(ANSWER, ...held);
    expect(waiting.state).toMatchObject({ phase: 'held', hold: 'calibration' });
    expect(kinds(waiting.effects)).toEqual(['begin']);
    const on = play(ANSWER, ...held, { type: 'goOn' });
    expect([on.state.phase, kinds(on.effects)]).toEqual(['asking', ['begin', 'goOn']]);
    expect(play(ANSWER, ...held, { type: 'goOn' }, { type: 'begun', takeId }).state.phase).toBe('preroll');
  });

  it('is let go by the way out, and by a microphone that is lost meanwhile', () => {
    expect(play(ANSWER, ...held, { type: 'cancel' })).toMatchObject({
      state: { phase: 'idle', notice: null },
      effects: [{ type: 'begin' }, { type: 'abandon' }, { type: 'drop' }],
    });
    const lost = play(ANSWER, ...held, { type: 'lost', takeId, code: 'microphone_lost', elapsedMs: 0 });
    expect(lost.state).toMatchObject({ phase: 'idle', notice: 'microphone_lost' });
  });

  it('may be held for a second reason, and never without a take', () => {
    const again = play(ANSWER, ...held, { type: 'goOn' }, { type: 'held', takeId, hold: 'bluetooth' });
    expect(again.state).toMatchObject({ phase: 'held', hold: 'bluetooth' });
    expect(play(ANSWER, { type: 'goOn' }).state.phase).toBe('idle');
  });
});

it.each(['headset_connected', 'headset_removed', 'bluetooth_connected', 'devices_changed'] as const)(
  'tells of %s in words of its own, and records on',
  (change) => {
    const { state } = play(ANSWER, ...toRecording, { type: 'devicesChanged', takeId, change });
    expect(state).toMatchObject({ phase: 'recording', notice: change });
    expect(noticeSentence(change)).toMatch(/record it again\.$/);
  },
);
