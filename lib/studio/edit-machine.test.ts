import { describe, expect, it } from 'vitest';
import type { CutStem } from '@/lib/mixing/job';
import { canCalibrate, placeOf } from './edit-machine';
import { step } from './machine';
import { ANSWER, FORM, IDS, RECORDED, RENDERED, STEM, takeId } from './machine-fixture';
import { resume } from './review-machine';
import type { Draft, Effect, State, StudioEvent } from './state';

const LOOP = { startMs: 14_000, durationMs: 4_000 };
const CUT = { slateToPunchMs: 4_000, latencyMs: 80, prerollMs: 4_000, durationMs: 7_000 };
const ALIGNMENT = { ...STEM.alignment, method: 'estimated', errorMs: 40, offsetMs: 80 } as const;
const HEARD: CutStem = { ...STEM, raw: new Float32Array(9_000 * 48), headMs: 1_000, alignment: ALIGNMENT };
const DRAFT: Draft = {
  ids: IDS,
  aim: { answer: ANSWER, punchMs: 14_000 },
  recorded: { ...RECORDED, cut: CUT, alignment: ALIGNMENT },
  rendering: { at: 'device' },
  stem: null,
};
const cut: StudioEvent = { type: 'cut', takeId, stem: HEARD };
const rendered: StudioEvent = { type: 'rendered', takeId, rendered: RENDERED };
const nudge: StudioEvent = { type: 'nudge', nudgeMs: 12, loop: LOOP };
const trim: StudioEvent = { type: 'trim', fromMs: 1_500, toMs: 8_000 };

function reviewed(draft: Draft, ...events: StudioEvent[]): { state: State; effects: Effect[] } {
  let state: State = resume(draft, null).state;
  let effects: Effect[] = [];
  for (const event of events) ({ state, effects } = step(state, event));
  return { state, effects };
}
const kinds = (effects: Effect[]) => effects.map(({ type }) => type);

describe('a nudge', () => {
  it('is heard at once and over and over, and what was made before is out of date', () => {
    const { state, effects } = reviewed(DRAFT, cut, rendered, nudge);
    expect(kinds(effects)).toEqual(['stopRender', 'warm', 'loadStem', 'loop']);
    expect(effects).toContainEqual({ type: 'loop', takeId, span: LOOP });
    expect(state).toMatchObject({
      playback: 'looping',
      draft: { rendering: { at: 'edited', by: 'device' }, recorded: { cut: { nudgeMs: 12 } }, stem: { headMs: 988 } },
    });
  });

  it('goes on in the same loop, and nothing is mixed meanwhile', () => {
    const { effects } = reviewed(DRAFT, cut, rendered, nudge, { type: 'nudge', nudgeMs: 13, loop: LOOP });
    expect(kinds(effects)).toEqual(['loadStem']);
  });

  it('can be made by eye alone', () => {
    const { state, effects } = reviewed(DRAFT, cut, { type: 'nudge', nudgeMs: 12, loop: null });
    expect(kinds(effects)).toEqual(['stopRender', 'warm', 'loadStem']);
    expect(state).toMatchObject({ playback: 'paused' });
  });

  it('is mixed and kept when it is settled, once', () => {
    const settled = reviewed(DRAFT, cut, rendered, nudge, { type: 'settle' });
    expect(kinds(settled.effects)).toEqual(['pause', 'keepRecorded', 'render']);
    expect(settled.effects).toContainEqual(
      expect.objectContaining({ type: 'render', recorded: expect.objectContaining({ cut: { ...CUT, nudgeMs: 12 } }) }),
    );
    expect(settled.state).toMatchObject({ playback: 'paused', draft: { rendering: { at: 'device' } } });
    expect(step(settled.state, { type: 'settle' })).toEqual({ state: settled.state, effects: [] });
  });

  it('of a seed, of a file and before there is a stem means nothing', () => {
    const seed = { ...DRAFT, aim: { answer: null, punchMs: 0 } };
    const file: Draft = { ...DRAFT, recorded: { ...RECORDED, cut: 'whole' } };
    for (const [draft, ...events] of [[seed, cut], [file, cut], [DRAFT]] as const) {
      const before = reviewed(draft, ...events);
      expect(step(before.state, nudge)).toEqual({ state: before.state, effects: [] });
    }
  });
});

describe('a trim', () => {
  it('ends what is played, for that is another take now', () => {
    const { state, effects } = reviewed(DRAFT, cut, rendered, { type: 'play' }, trim);
    expect(kinds(effects)).toEqual(['pause', 'stopRender', 'warm', 'loadStem']);
    expect(state).toMatchObject({
      playback: 'paused',
      draft: { aim: { punchMs: 14_500 }, stem: { durationMs: 6_500 } },
    });
  });

  it('of a take that cannot be published means nothing', () => {
    const { state } = reviewed(DRAFT, cut, { type: 'renderFailed', takeId, code: 'silent_take' });
    expect(step(state, trim)).toEqual({ state, effects: [] });
  });

  it('can be taken back although the new cut has less around it', () => {
    const fresh = { ...HEARD, raw: new Float32Array(8_500 * 48), durationMs: 6_500 };
    const { state } = reviewed(DRAFT, cut, trim, { type: 'settle' }, { ...cut, stem: fresh });
    expect(state).toMatchObject({ draft: { stem: { headMs: 1_500, durationMs: 6_500 } } });
    expect(step(state, { type: 'trim', fromMs: 1_000, toMs: 8_000 }).state).toMatchObject({
      draft: { aim: { punchMs: 14_000 }, stem: { durationMs: 7_000 } },
    });
  });
});

describe('an edited take', () => {
  it('is played where it lies now, and mixed meanwhile', () => {
    const { state, effects } = reviewed(DRAFT, cut, rendered, nudge, { type: 'play' });
    expect(kinds(effects)).toEqual(['pause', 'keepRecorded', 'render', 'play']);
    expect(state).toMatchObject({ playback: 'playing', draft: { rendering: { at: 'device' } } });
    expect(step(state, cut).state).toMatchObject({ playback: 'playing' });
  });

  it('is published as it lies now, once it is mixed', () => {
    const asked = reviewed(DRAFT, cut, rendered, trim, { type: 'publish', form: FORM });
    expect(kinds(asked.effects)).toEqual(['keepRecorded', 'render', 'rememberName', 'keepWish']);
    const { effects } = step(asked.state, rendered);
    expect(effects).toContainEqual(
      expect.objectContaining({
        type: 'publish',
        draft: expect.objectContaining({ aim: { answer: ANSWER, punchMs: 14_500 } }),
      }),
    );
  });

  it('is kept as it lies now when it is left for later', () => {
    const { effects } = reviewed(DRAFT, cut, nudge, { type: 'cancel' }, { type: 'keep' });
    expect(kinds(effects)).toEqual(['keepRecorded', 'render', 'forget', 'open']);
  });

  it('does not fall back to what an old cut says', () => {
    const { state } = reviewed(DRAFT, cut, nudge);
    expect(step(state, cut)).toEqual({ state, effects: [] });
    expect(step(state, rendered)).toEqual({ state, effects: [] });
    expect(step(state, { type: 'renderFailed', takeId, code: 'mixing_failed' })).toEqual({ state, effects: [] });
  });

  it('stays the server’s to mix where the device could not', () => {
    const { state, effects } = reviewed(DRAFT, cut, { type: 'renderFailed', takeId, code: 'mixing_failed' }, nudge, {
      type: 'settle',
    });
    expect(state).toMatchObject({ draft: { rendering: { at: 'server' } } });
    expect(kinds(effects)).toEqual(['pause', 'keepRecorded']);
  });
});

describe('a loop', () => {
  it('takes the place of what is played, and ends with the panel', () => {
    const looping = reviewed(DRAFT, cut, { type: 'play' }, { type: 'loop', span: LOOP });
    expect(kinds(looping.effects)).toEqual(['pause', 'loop']);
    expect(step(looping.state, { type: 'settle' })).toMatchObject({
      state: { playback: 'paused' },
      effects: [{ type: 'pause' }],
    });
  });
});

describe('a calibration in the review', () => {
  const known: StudioEvent = { type: 'calibrated', offsetMs: 120.4, errorMs: 1.5, epoch: 3 };
  const gear = { inputLabel: null, outputLabel: null, contextRate: 48_000, inputRate: null, browser: 'unknown' };
  const ofNow: Draft = { ...DRAFT, recorded: { ...DRAFT.recorded, gear, epoch: 3 } };

  it('puts the take anew where it says, sure as it is, and heard there at once', () => {
    const { state, effects } = reviewed(ofNow, cut, rendered, known);
    expect(kinds(effects)).toEqual(['loadStem', 'keepRecorded', 'render']);
    expect(state).toMatchObject({
      draft: {
        rendering: { at: 'device' },
        recorded: {
          cut: { latencyMs: 120.4 },
          alignment: { method: 'calibrated', offsetMs: 120.4, errorMs: 1.5 + 1_024 / 48 },
        },
        stem: { headMs: 1_040 },
      },
    });
  });

  it('forgets how far the take was moved by ear, for that was from another place', () => {
    const { state, effects } = reviewed(ofNow, cut, nudge, known);
    expect(kinds(effects)).toEqual(['pause', 'loadStem', 'keepRecorded', 'render']);
    expect(state).toMatchObject({
      playback: 'paused',
      draft: { recorded: { cut: { nudgeMs: 0 } }, stem: { headMs: 1_040, alignment: { nudgeMs: 0 } } },
    });
  });

  it('lets nobody move the take again before its recording was asked once more', () => {
    const { state } = reviewed(ofNow, cut, known);
    expect(step(state, nudge)).toEqual({ state, effects: [] });
    expect(state.phase === 'reviewing' && placeOf(state.draft)).toBe('device');
    expect(step(step(state, cut).state, nudge).state).toMatchObject({ draft: { recorded: { cut: { nudgeMs: 12 } } } });
  });

  it('tells nothing of a take before which, or during which, something moved', () => {
    const doubted = { ...ofNow.recorded, alignment: { ...ALIGNMENT, doubt: 'busy' as const } };
    for (const recorded of [{ ...ofNow.recorded, epoch: 2 }, DRAFT.recorded, doubted]) {
      const { state } = reviewed({ ...DRAFT, recorded }, cut, rendered);
      expect(step(state, known)).toEqual({ state, effects: [] });
      expect(state.phase === 'reviewing' && canCalibrate(state.draft, 3)).toBe(false);
    }
  });

  it('that is no surer than a guess, or of a take that was measured, changes nothing', () => {
    const guessed = reviewed(ofNow, cut, rendered).state;
    expect(step(guessed, { ...known, errorMs: 10.1 })).toEqual({ state: guessed, effects: [] });
    const alignment = { ...ALIGNMENT, method: 'measured' } as const;
    const { state } = reviewed(ofNow, { type: 'cut', takeId, stem: { ...HEARD, alignment } }, known);
    expect(state).toMatchObject({ draft: { recorded: { cut: { latencyMs: 80 } } } });
  });
});

describe('a take whose place only the server will find', () => {
  const forEar: StudioEvent = { type: 'cut', takeId, stem: { ...HEARD, isPlaced: false } };
  const { state } = reviewed(DRAFT, { type: 'renderFailed', takeId, code: 'mixing_failed' }, forEar);

  it('cannot be moved from where it is only believed to be, and says so', () => {
    expect(step(state, nudge)).toEqual({ state, effects: [] });
    expect(state.phase === 'reviewing' && placeOf(state.draft)).toBe('server');
  });

  it('can be trimmed', () => {
    expect(step(state, trim).state).toMatchObject({
      draft: { aim: { punchMs: 14_500 }, rendering: { at: 'edited', by: 'server' } },
    });
  });

  it('is moved from the place that the device found, if the device failed only after that', () => {
    const { state } = reviewed(DRAFT, cut, { type: 'renderFailed', takeId, code: 'mixing_failed' }, nudge);
    expect(state).toMatchObject({ draft: { recorded: { cut: { nudgeMs: 12 } }, rendering: { by: 'server' } } });
    expect(state.phase === 'reviewing' && placeOf(state.draft)).toMatchObject({ method: 'estimated', nudgeMs: 12 });
  });
});

it('a draft that has its mix is heard with its margins, and as sure as it was', () => {
  const margins = new Uint8Array(3);
  const alignment = { ...ALIGNMENT, method: 'measured', nudgeMs: 12 } as const;
  const ready: Draft = { ...DRAFT, rendering: { at: 'ready', rendered: { ...RENDERED, margins, alignment } } };
  expect(resume(ready, null).effects).toMatchObject([
    { type: 'preview', margins, recorded: { cut: 'whole', alignment: { method: 'measured', nudgeMs: 12 } } },
    { type: 'loadMix' },
  ]);
});
