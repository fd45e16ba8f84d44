import { expect, it } from 'vitest';
import { type NoticeFacts, noticeHref, noticeText, noticeWords } from './notice-words';

const FACTS: NoticeFacts = {
  kind: 'answer',
  storyId: 'S',
  takeId: 'T',
  decisionId: null,
  count: 1,
  by: 'Ben',
  title: 'The dark house',
  isStoryGone: false,
  isHandover: false,
  isInTree: true,
  isRefused: false,
  decision: null,
  appeal: null,
};
const plain = (change: Partial<NoticeFacts>) =>
  noticeWords({ ...FACTS, ...change })
    .map(({ text }) => text)
    .join('');

it.each<[Partial<NoticeFacts>, string, string | null]>([
  [{}, 'Ben answered you in “The dark house”.', '/s/S/T'],
  [{ isInTree: false }, 'Ben has a take that waits for you in “The dark house”.', '/owner/S#waiting'],
  [{ kind: 'like' }, 'Ben likes your take in “The dark house”.', '/s/S/T'],
  [{ kind: 'like', count: 2 }, 'Ben and 1 other like your take in “The dark house”.', '/s/S/T'],
  [{ kind: 'like', count: 9, by: null }, 'Somebody and 8 others like your take in “The dark house”.', '/s/S/T'],
  [{ kind: 'invitation' }, 'Ben invites you to “The dark house”.', '/invite/S'],
  [{ kind: 'invitation', isHandover: true }, 'Ben wants to hand “The dark house” over to you.', '/invite/S'],
  [{ title: null }, 'Ben answered you in a story.', '/s/S/T'],
  [{ isStoryGone: true }, 'Ben answered you in “The dark house”.', null],
  [{ kind: 'decision' }, 'Your take is in “The dark house” now.', '/s/S/T'],
  [
    { kind: 'decision', isInTree: false, isRefused: true },
    'Your take was not taken into “The dark house”.',
    '/waiting',
  ],
  [
    { kind: 'decision', decisionId: 'D', decision: 'hide' },
    'A moderator has hidden your take in “The dark house”.',
    '/notices/decisions/D',
  ],
  [
    { kind: 'decision', decisionId: 'D', decision: 'suspend', storyId: null, title: null },
    'You are suspended: you listen, and record nothing for now.',
    '/notices/decisions/D',
  ],
  [
    { kind: 'decision', decisionId: 'D', decision: 'hide', appeal: 'reversed' },
    'Your appeal was heard: the decision is undone.',
    '/notices/decisions/D',
  ],
])('%j is told as "%s"', (change, words, href) => {
  expect([plain(change), noticeHref({ ...FACTS, ...change })]).toEqual([words, href]);
});

it('a name of another direction turns nothing around', () => {
  expect(noticeText({ ...FACTS, by: 'עדה' })).toBe('\u2068עדה\u2069 answered you in “\u2068The dark house\u2069”.');
});
