import { describe, expect, it } from 'vitest';
import { EMPTY_OUTBOX, next, type OutboxEvent, type OutboxState, statusOf } from './outbox';
import type { StoredDraft } from './stored-draft';
import { draftOf } from './test-device';
import { asked, type News, recorded, retried, type World } from './trip';

const NOW = 1_800_000_000_000;
const world: World = { now: NOW, random: 1, isOnline: true };
const FORM = { title: '', name: '', visibility: 'public' as const };
const file = { key: 'k', bytes: 1, sha256: 'a'.repeat(64) };
const rendered = { durationMs: 2_000, gainDb: 0, peaks: Uint8Array.of(1) };
const MIXED = { durationMs: 1, gainDb: 0, peaks: [], stem: file, mix: file };

const review = (takeId: string, parentId: string | null = null): StoredDraft => {
  const parent = { startMs: 0, durationMs: 1, authorName: '', authorId: '', mixUrl: '', peaks: [] };
  const answer = parentId && {
    storyId: 'story',
    storyTitle: '',
    kind: 'duet' as const,
    parent: { ...parent, id: parentId },
    earliestStartMs: 0,
  };
  return draftOf(takeId, { stage: 'review', rendered, aim: { answer: answer || null, punchMs: 0 } });
};
const waiting = (takeId: string, parentId: string | null = null, askedAt = NOW - 1_000): StoredDraft =>
  asked(review(takeId, parentId), FORM, askedAt);
const having = (draft: StoredDraft, news: News, askedAt = NOW - 1_000) => recorded(draft, askedAt, news, world);

/** A page whose turn it is, with these drafts; what it does first. */
const start = (...drafts: StoredDraft[]) => next({ ...EMPTY_OUTBOX, turn: 'asked' }, { type: 'turn', drafts }, world);
const all = (state: OutboxState, ...events: OutboxEvent[]) =>
  events.reduce(
    (step, event) => {
      const { state, effects } = next(step.state, event, world);
      return { state, effects: [...step.effects, ...effects] };
    },
    { state, effects: [] as ReturnType<typeof next>['effects'] },
  );
const run = (takeId: string, doing: string, askedAt = NOW - 1_000) => ({ type: 'run', takeId, askedAt, doing });

describe('the next step', () => {
  it.each<[string, StoredDraft, string]>([
    ['nothing has arrived', waiting('a'), 'send'],
    ['a file is missing', having(waiting('a'), { type: 'arrived', kind: 'stem', file }), 'send'],
    [
      'both files are there',
      ['stem' as const, 'mix' as const].reduce(
        (draft, kind) => having(draft, { type: 'arrived', kind, file }),
        waiting('a'),
      ),
      'publish',
    ],
    [
      'what lies around its stem is missing',
      ['stem' as const, 'mix' as const].reduce<StoredDraft>(
        (draft, kind) => having(draft, { type: 'arrived', kind, file }),
        { ...waiting('a'), rendered: { ...rendered, hasMargins: true } },
      ),
      'send',
    ],
    ['only a source is there to send', { ...waiting('a'), rendered: null }, 'send'],
    [
      'the source has arrived',
      having({ ...waiting('a'), rendered: null }, { type: 'arrived', kind: 'source', file }),
      'mix',
    ],
    ['the server has mixed', having({ ...waiting('a'), rendered: null }, { type: 'mixed', files: MIXED }), 'publish'],
  ])('when %s', (_, draft, doing) => {
    expect(start(draft).effects).toEqual([run('a', doing)]);
  });

  it('is of the take that was asked first, one at a time', () => {
    const { state, effects } = start(waiting('b', null, NOW - 5), waiting('a', null, NOW - 9), waiting('c', null, NOW));
    expect(effects).toEqual([run('a', 'send', NOW - 9)]);
    expect(next(state, { type: 'woke' }, world).effects).toEqual([]);
    const news = { type: 'news', takeId: 'a', askedAt: NOW - 9, news: { type: 'published', url: '/' } } as const;
    expect(all(state, news, { type: 'ended' }).effects).toMatchObject([
      { type: 'record', takeId: 'a' },
      run('b', 'send', NOW - 5),
    ]);
  });

  it('passes over a take whose wait is not over, and wakes for it', () => {
    const late = having(waiting('a', null, NOW - 9), { type: 'failed', code: 'mixing_busy' }, NOW - 9);
    const { state, effects } = start(late, waiting('b'));
    expect(effects).toEqual([run('b', 'send')]);
    const done = all(state, { type: 'read', drafts: [late] }, { type: 'ended' });
    expect(done.effects).toEqual([{ type: 'stop' }, { type: 'yieldTurn' }, { type: 'wake', at: NOW + 2_000 }]);
    expect(done.state.turn).toBe('none');
  });
});

describe('an answer to a take of this device', () => {
  const published = having(waiting('p'), { type: 'published', url: '/' });
  const refused = having(waiting('p'), { type: 'failed', code: 'title_invalid' });
  it.each<[string, StoredDraft, boolean]>([
    ['that waits', having(waiting('p'), { type: 'failed', code: 'mixing_busy' }), false],
    ['that was refused', refused, false],
    ['that nobody has asked to publish', review('p'), false],
    ['that is still being recorded', draftOf('p'), false],
    ['that is published', published, true],
  ])('%s: may go: %#', (_, parent, mayGo) => {
    const child = waiting('c', 'p');
    const { state, effects } = start(child, parent);
    expect(effects.some(({ type }) => type === 'run')).toBe(mayGo);
    if (!mayGo) expect(statusOf(state, child, NOW)).toMatchObject({ at: 'waiting', for: 'parent' });
  });

  it('goes behind it although it was asked first, and without it when it was discarded', () => {
    const [child, parent] = [waiting('c', 'p', NOW - 9), waiting('p', null, NOW - 1)];
    expect(start(child, parent).effects).toEqual([run('p', 'send', NOW - 1)]);
    expect(start(child).effects).toEqual([run('c', 'send', NOW - 9)]);
  });
});

describe('a page', () => {
  const one = waiting('a');

  it('asks for its turn when there is something to do, once', () => {
    const first = next(EMPTY_OUTBOX, { type: 'read', drafts: [one] }, world);
    expect(first.effects).toEqual([{ type: 'askTurn' }]);
    expect(next(first.state, { type: 'read', drafts: [one] }, world).effects).toEqual([]);
  });

  it('lets it go when another page has done it all', () => {
    const { state } = next(EMPTY_OUTBOX, { type: 'read', drafts: [one] }, world);
    expect(next(state, { type: 'turn', drafts: [] }, world).effects).toEqual([{ type: 'yieldTurn' }]);
  });

  it('stops when its turn is taken from it, and asks again', () => {
    const { state } = start(one);
    expect(all(state, { type: 'turnLost' }, { type: 'ended' }).effects).toEqual([
      { type: 'stop' },
      { type: 'askTurn' },
    ]);
  });

  it('stops for a take that is gone, back in the review, or asked anew', () => {
    const { state } = start(one);
    for (const drafts of [[], [review('a')], [waiting('a', null, NOW - 1)]]) {
      expect(next(state, { type: 'read', drafts }, world).effects).toEqual([{ type: 'stop' }]);
    }
    expect(next(state, { type: 'read', drafts: [one] }, world).effects).toEqual([]);
  });

  it('writes an end down before it begins anything else', () => {
    const { state } = start(one, waiting('b'));
    const news: News = { type: 'failed', code: 'network_unreachable' };
    const { effects } = all(state, { type: 'news', takeId: 'a', askedAt: NOW - 1_000, news }, { type: 'ended' });
    expect(effects).toEqual([{ type: 'record', takeId: 'a', askedAt: NOW - 1_000, news, world }, run('b', 'send')]);
  });

  it.each(['online', 'seen'] as const)('%s: tries at once whatever waits', (type) => {
    const late = having(one, { type: 'failed', code: 'network_unreachable' });
    const { state } = next(EMPTY_OUTBOX, { type: 'read', drafts: [late] }, world);
    const { effects } = next(state, { type }, world);
    expect(effects).toMatchObject([{ type: 'record', news: { type: 'hurried' } }, { type: 'askTurn' }]);
  });
});

describe('the status of a take', () => {
  const of = (draft: StoredDraft, state: Partial<OutboxState> = {}) =>
    statusOf({ ...EMPTY_OUTBOX, drafts: [draft], ...state }, draft, NOW);
  const refused = having(waiting('a'), { type: 'failed', code: 'title_invalid' });

  it.each<[StoredDraft, object]>([
    [review('a'), { at: 'device' }],
    [draftOf('a'), { at: 'device' }],
    [waiting('a'), { at: 'waiting', for: 'turn', code: null, retryAt: null }],
    [
      having(waiting('a'), { type: 'failed', code: 'mixing_busy' }),
      { at: 'waiting', for: 'retry', code: 'mixing_busy', retryAt: NOW + 2_000 },
    ],
    [
      having(waiting('a'), { type: 'failed', code: 'network_unreachable' }),
      { at: 'waiting', for: 'network', code: 'network_unreachable', retryAt: NOW + 2_000 },
    ],
    [refused, { at: 'refused', code: 'title_invalid' }],
    [retried(refused, NOW), { at: 'waiting', for: 'turn', code: null, retryAt: null }],
    [having(waiting('a'), { type: 'published', url: '/s/1' }), { at: 'published', url: '/s/1' }],
  ])('%#', (draft, status) => {
    expect(of(draft)).toEqual(status);
  });

  it('says that the network is missing as soon as the browser does', () => {
    expect(of(waiting('a'), { isOnline: false })).toMatchObject({ for: 'network' });
  });
});
