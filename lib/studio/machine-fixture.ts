import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { CutStem, Rendered } from '@/lib/mixing/job';
import type { Answer } from './aim';
import { opening, step } from './machine';
import type { Form, Recorded } from './ports';
import type { Effect, State, StudioEvent } from './state';

/** What the tests of the studio's behaviour record and publish. */
export const IDS = { takeId: 'take', storyId: 'story' };
export const ANSWER: Answer = {
  storyId: 'story',
  storyTitle: 'The dark house',
  kind: 'duet',
  parent: { id: 'ada', startMs: 10_000, durationMs: 8_000, authorName: 'Ada', authorId: 'a', mixUrl: '/m', peaks: [] },
  earliestStartMs: 12_000,
};
export const RECORDED: Recorded = {
  source: { bytes: new Uint8Array(4), contentType: 'audio/webm' },
  cut: { slateToPunchMs: 400, latencyMs: 0, durationMs: 7_000 },
  alignment: NOT_ALIGNED,
};
export const STEM: CutStem = {
  samples: new Float32Array(2),
  durationMs: 7_000,
  loudnessLufs: -20,
  gainDb: 4,
  peaks: new Uint8Array(1),
  raw: new Float32Array(2),
  headMs: 0,
  alignment: NOT_ALIGNED,
  isPlaced: true,
};
export const RENDERED: Rendered = {
  stem: new Uint8Array(1),
  mix: new Uint8Array(2),
  durationMs: 7_000,
  gainDb: 4,
  peaks: STEM.peaks,
  alignment: NOT_ALIGNED,
  margins: null,
};
export const FORM: Form = { title: 'The dark house', name: 'Ben', visibility: 'public' };
export const takeId = IDS.takeId;

/** The state, and all effects, after these events. */
export function play(answer: Answer | null, ...events: StudioEvent[]): { state: State; effects: Effect[] } {
  let state = opening(answer);
  const effects: Effect[] = [];
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

export const toRecording: StudioEvent[] = [
  { type: 'record', ids: IDS },
  { type: 'begun', takeId },
  { type: 'punched', takeId },
];
export const toReview: StudioEvent[] = [
  ...toRecording,
  { type: 'stop', elapsedMs: 7_000 },
  { type: 'recorded', takeId, recorded: RECORDED },
];
export const kinds = (effects: Effect[]) => effects.map(({ type }) => type);
