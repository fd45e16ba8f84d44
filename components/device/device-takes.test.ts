import { describe, expect, it } from 'vitest';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { EMPTY_FORM, type StoredDraft, type Trip } from '@/lib/offline/stored-draft';
import { ANSWER } from '@/lib/studio/machine-fixture';
import { answersTo, groupsOf, takesOf, unpublished } from './device-takes';
import { lengthOf, titleOf, wayOf } from './device-words';
import { freedBytes } from './storage-use';

const draft = (takeId: string, part: Partial<StoredDraft> = {}): StoredDraft => ({
  takeId,
  storyId: 'story',
  aim: { answer: null, punchMs: 0 },
  startedAt: 1_000,
  contentType: 'audio/webm',
  cut: { slateToPunchMs: 400, latencyMs: 0, durationMs: null },
  alignment: NOT_ALIGNED,
  stage: 'review',
  form: EMPTY_FORM,
  rendered: null,
  delivery: null,
  ...part,
});
const TRIP: Trip = { askedAt: 1, tries: 0, notBefore: 0, lastCode: null, arrived: {}, begun: {}, mixed: null };
const world = { held: new Set(['open']), statusOf: () => null, refusal: () => null };

describe('what a device shows of its takes', () => {
  const takes = takesOf(
    [
      draft('silent', { stage: 'preroll' }),
      draft('old'),
      draft('open', { startedAt: 2_000, stage: 'recording' }),
      draft('going', { startedAt: 3_000, stage: 'outbox', delivery: { at: 'waiting', ...TRIP } }),
      draft('refused', { startedAt: 4_000, stage: 'outbox', delivery: { at: 'refused', code: 'too_deep', ...TRIP } }),
      draft('out', { stage: 'outbox', delivery: { at: 'published', url: '/s/story/out', publishedAt: 5_000 } }),
    ],
    world,
  );
  const ids = (some: readonly (typeof takes)[number][]) => some.map((take) => take.draft.takeId);

  it('leaves out what holds nothing, and puts the newest first', () => {
    expect(ids(takes)).toEqual(['refused', 'going', 'open', 'old', 'out']);
  });

  it('groups by who has to do something', () => {
    const { unfinished, onTheirWay, published } = groupsOf(takes);
    expect([ids(unfinished), ids(onTheirWay), ids(published)]).toEqual([
      ['refused', 'open', 'old'],
      ['going'],
      ['out'],
    ]);
    expect(unpublished(takes)).toHaveLength(4);
  });

  it('knows which one another tab has open', () => {
    expect(takes.filter(({ isElsewhere }) => isElsewhere).map((take) => take.draft.takeId)).toEqual(['open']);
  });

  it('knows which ones cannot be published without another', () => {
    const aim = { answer: ANSWER, punchMs: 0 };
    const delivery = { at: 'published', url: '/s/story/out', publishedAt: 5_000 } as const;
    const answers = [draft('waits', { aim }), draft('out', { aim, stage: 'outbox', delivery })];
    const all = takesOf([draft(ANSWER.parent.id), ...answers], world);
    expect(answersTo(all, ANSWER.parent.id)).toBe(1);
    expect(answersTo(all, 'waits')).toBe(0);
  });

  it('believes the outbox more than what was written down', () => {
    const uploading = { at: 'uploading', sentBytes: 43, totalBytes: 100 } as const;
    const [take] = takesOf([draft('going', { stage: 'outbox' })], { ...world, statusOf: () => uploading });
    expect(take?.status).toBe(uploading);
    expect(wayOf(uploading)).toEqual({ label: 'Uploading', at: 1, travelled: 0.715, percent: 43 });
  });
});

describe('its words', () => {
  it('has a title and a length for what has neither', () => {
    expect(titleOf(draft('one', { startedAt: new Date(2026, 0, 31, 14, 5).getTime() }))).toBe('A new story, 14:05');
    expect(lengthOf(draft('one'))).toBeNull();
    expect(lengthOf(draft('file', { cut: 'whole' }))).toBeNull();
    expect(titleOf(draft('two', { form: { ...EMPTY_FORM, title: '  The dark house ' } }))).toBe('The dark house');
  });
});

it('says what freeing a path gives back: nothing that another one shares', () => {
  const take = (id: string, mixBytes: number) => ({ id, mixBytes });
  const [seed, left, right] = [take('seed', 1), take('left', 20), take('right', 300)];
  const paths = [
    { takeId: 'seed', takes: [seed] },
    { takeId: 'left', takes: [seed, left] },
    { takeId: 'right', takes: [seed, right] },
  ];
  expect(paths.map(({ takeId }) => freedBytes(paths, takeId))).toEqual([0, 20, 300]);
  expect(freedBytes(paths.slice(1, 2), 'left')).toBe(21);
});
