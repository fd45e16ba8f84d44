import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestMs } from './aim';
import { opening, step } from './machine';
import { ANSWER, FORM, RECORDED, RENDERED, STEM } from './machine-fixture';
import { type Effect, holdsDraft, type State, type StudioEvent, takeIdOf } from './state';

/** What an effect is waited for with, and the events that may answer it. */
const ANSWERS: Partial<Record<Effect['type'], (id: string) => StudioEvent[]>> = {
  begin: (id) => [
    { type: 'begun', takeId: id },
    { type: 'held', takeId: id, hold: 'bluetooth' },
    { type: 'refused', takeId: id, code: 'microphone_denied' },
  ],
  finish: (id) => [
    { type: 'recorded', takeId: id, recorded: RECORDED },
    { type: 'refused', takeId: id, code: 'recording_failed' },
  ],
  render: (id) => [
    { type: 'rendered', takeId: id, rendered: RENDERED },
    { type: 'renderFailed', takeId: id, code: 'mixing_failed' },
    { type: 'renderFailed', takeId: id, code: 'slate_not_found' },
  ],
  publish: (id) => [
    { type: 'published', takeId: id, url: '/s' },
    { type: 'publishFailed', takeId: id, code: 'storage_unavailable' },
    { type: 'publishFailed', takeId: id, code: 'not_audio' },
  ],
};

type Pending = { type: Effect['type']; takeId: string };

/** Which effect a state cannot leave without, or null when the person can move it. */
function waitsFor(state: State): Effect['type'] | null {
  switch (state.phase) {
    case 'asking':
      return 'begin';
    case 'finishing':
      return 'finish';
    case 'publishing':
      return state.draft.rendering.at === 'device' ? 'render' : 'publish';
    case 'reviewing':
      return state.draft.rendering.at === 'device' ? 'render' : null;
    default:
      return null;
  }
}

/** Half of all moves go forward, so that a sequence gets as far as publishing. */
const move = fc.record({
  kind: fc.constantFrom('answer', 'forward', 'any', 'any'),
  pick: fc.nat({ max: 999 }),
  choice: fc.nat({ max: 999 }),
  elapsedMs: fc.integer({ min: 0, max: 30_000 }),
});

function forward(state: State, takeId: string): StudioEvent {
  switch (state.phase) {
    case 'idle':
      return { type: 'record', ids: { takeId, storyId: 'story' } };
    case 'held':
      return { type: 'goOn' };
    case 'preroll':
      return { type: 'punched', takeId: state.ids.takeId };
    case 'recording':
      return { type: 'stop', elapsedMs: 20_000 };
    default:
      return { type: 'publish', form: FORM };
  }
}

describe('any sequence of events', () => {
  it('never waits for something that nobody does, and never drops a draft that was not confirmed or published', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(move, { minLength: 20, maxLength: 80, size: 'max' }), (isAnswer, moves) => {
        let state = opening(isAnswer ? ANSWER : null);
        let pending: Pending[] = [];
        let takes = 0;
        for (const { kind, pick, choice, elapsedMs } of moves) {
          const id = takeIdOf(state) ?? 'none';
          const person: StudioEvent[] = [
            { type: 'record', ids: { takeId: `take-${takes}`, storyId: 'story' } },
            { type: 'movePunch', punchMs: elapsedMs },
            { type: 'stop', elapsedMs },
            { type: 'cancel' },
            { type: 'goOn' },
            { type: 'retake' },
            { type: 'confirm' },
            { type: 'dismiss' },
            { type: 'play' },
            { type: 'pause' },
            { type: 'loop', span: { startMs: 0, durationMs: 4_000 } },
            { type: 'nudge', nudgeMs: (elapsedMs % 2_001) - 1_000, loop: null },
            { type: 'nudge', nudgeMs: choice % 30, loop: { startMs: 0, durationMs: 4_000 } },
            { type: 'trim', fromMs: choice, toMs: elapsedMs },
            { type: 'settle' },
            { type: 'calibrated', offsetMs: choice, errorMs: choice % 12, epoch: choice % 2 },
            { type: 'save' },
            { type: 'keep' },
            { type: 'note', form: FORM },
            { type: 'bring', ids: { takeId: `take-${takes}`, storyId: 'story' }, source: RECORDED.source },
            { type: 'publish', form: { ...FORM, title: choice % 3 ? FORM.title : '' } },
          ];
          const world: StudioEvent[] = [
            { type: 'punched', takeId: id },
            { type: 'silent', takeId: id },
            { type: 'heard', takeId: id },
            { type: 'devicesChanged', takeId: id, change: 'headset_connected' },
            { type: 'storageRefused', takeId: id, code: 'device_full' },
            { type: 'lost', takeId: id, code: 'microphone_lost', elapsedMs },
            { type: 'limit', takeId: id },
            { type: 'cut', takeId: id, stem: choice % 5 ? STEM : { ...STEM, durationMs: 900 } },
            { type: 'played', takeId: id },
            { type: 'playbackFailed', takeId: id },
          ];
          const due = pending[choice % Math.max(1, pending.length)];
          // What is held does not begin before it is let go.
          const answers = (due ? (ANSWERS[due.type]?.(due.takeId) ?? []) : []).filter(
            ({ type }) => type !== 'begun' || state.phase !== 'held',
          );
          const any = [...person, ...world];
          const fallback = any[pick % any.length] ?? forward(state, `take-${takes}`);
          const answer = kind === 'answer' ? answers[pick % Math.max(1, answers.length)] : undefined;
          const event = kind === 'forward' ? forward(state, `take-${takes}`) : (answer ?? fallback);
          // What is held is still begun.
          if (answer && answer.type !== 'held') pending = pending.filter((one) => one !== due);
          if (event.type === 'record' || event.type === 'bring') takes += 1;

          const before = state;
          const next = step(before, event);
          state = next.state;
          for (const effect of next.effects) {
            // Of one take at most one mix is made, and none that is out of date.
            if (effect.type === 'stopRender' || effect.type === 'render')
              pending = pending.filter(({ type, takeId }) => type !== 'render' || takeId !== effect.takeId);
            if (effect.type in ANSWERS && 'takeId' in effect)
              pending.push({ type: effect.type, takeId: effect.takeId });
          }

          const wanted = waitsFor(state);
          if (wanted) expect(pending).toContainEqual({ type: wanted, takeId: takeIdOf(state) });
          expect(
            pending.filter(({ type, takeId }) => type === 'publish' && takeId === takeIdOf(state)).length,
          ).toBeLessThan(2);
          if ('draft' in before && !('draft' in state)) {
            const dropped = next.effects.some(({ type }) => type === 'drop');
            expect(dropped).toBe(event.type === 'confirm');
            if (dropped) expect(before).toMatchObject({ phase: 'reviewing', confirming: expect.any(String) });
            else expect(event.type).toBe(before.phase === 'reviewing' ? 'keep' : 'cancel');
          }
          if (next.effects.some(({ type }) => type === 'drop')) {
            expect(['asking', 'held', 'preroll', 'recording', 'reviewing']).toContain(before.phase);
          }
          if (!('draft' in before) && 'draft' in state) {
            expect(next.effects).toContainEqual(expect.objectContaining({ type: 'keepRecorded' }));
          }
          if (before.phase === 'preroll' && state.phase === 'recording') {
            expect(next.effects).toContainEqual({ type: 'keepPunched', takeId: id });
          }
          if (before.phase === 'recording' && state.phase === 'idle') {
            expect([event.type, before.confirming]).toEqual(['confirm', 'cancel']);
          }
          if (before.phase === 'finishing' && state.phase === 'idle') expect(event.type).toBe('refused');
          expect(holdsDraft(state)).toBe(['recording', 'finishing', 'reviewing'].includes(state.phase));
          if (state.phase === 'publishing') expect(state.draft.rendering.at).not.toBe('broken');
          for (const effect of next.effects) {
            if (effect.type === 'finish' && event.type === 'stop' && before.phase === 'recording') {
              expect(effect.durationMs).toBeGreaterThanOrEqual(shortestMs(before.aim));
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
