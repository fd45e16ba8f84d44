import type { CutStem, Rendered } from '@/lib/mixing/job';
import type { Answer } from './aim';
import type { Form, Recorded } from './ports';

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
  alignment: { method: 'none', errorMs: 0 },
};
export const STEM: CutStem = {
  samples: new Float32Array(2),
  durationMs: 7_000,
  loudnessLufs: -20,
  gainDb: 4,
  peaks: new Uint8Array(1),
};
export const RENDERED: Rendered = {
  stem: new Uint8Array(1),
  mix: new Uint8Array(2),
  durationMs: 7_000,
  gainDb: 4,
  peaks: STEM.peaks,
};
export const FORM: Form = { title: 'The dark house', name: 'Ben', visibility: 'public' };
export const takeId = IDS.takeId;
