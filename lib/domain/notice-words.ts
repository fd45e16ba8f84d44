import type { DecisionKind, NoticeKind } from './people';

/** What a notice is about, as far as its words need it. */
export type NoticeFacts = {
  kind: NoticeKind;
  storyId: string | null;
  takeId: string | null;
  decisionId: string | null;
  /** How many have done it, and the name of the last; null: nobody in particular. */
  count: number;
  by: string | null;
  /** Null: of no story, or of one that its reader does not hear any more. */
  title: string | null;
  isStoryGone: boolean;
  isHandover: boolean;
  isInTree: boolean;
  isRefused: boolean;
  decision: DecisionKind | null;
  appeal: 'upheld' | 'reversed' | null;
};

/** A sentence in parts; names and titles are somebody's own words, and may run the other way. */
export type Words = readonly { text: string; isName?: true }[];

const name = (text: string) => ({ text, isName: true as const });

/** What somebody is told, in a sentence. */
export function noticeWords(facts: NoticeFacts): Words {
  const { kind, title } = facts;
  const story = title === null ? [{ text: 'a story' }] : [{ text: '“' }, name(title), { text: '”' }];
  const [before, after] = kind === 'decision' ? decisionText(facts) : OF_KIND[kind](facts);
  const who = kind === 'decision' ? [] : whoOf(facts);
  return after === null ? [...who, { text: before }] : [...who, { text: before }, ...story, { text: after }];
}

/** The same as one text; marks keep a name of another direction from turning the rest around. */
export const noticeText = (facts: NoticeFacts): string =>
  noticeWords(facts)
    .map(({ text, isName }) => (isName ? `\u2068${text}\u2069` : text))
    .join('');

function whoOf({ by, count }: NoticeFacts): Words {
  const one = by === null ? { text: 'Somebody' } : name(by);
  if (count < 2) return [one];
  return [one, { text: count === 2 ? ' and 1 other' : ` and ${count - 1} others` }];
}

/** What stands before the story and after it; null: the first is all there is. */
type Around = readonly [before: string, after: string | null];

const OF_KIND: Record<Exclude<NoticeKind, 'decision'>, (facts: NoticeFacts) => Around> = {
  answer: ({ isInTree }) => [isInTree ? ' answered you in ' : ' has a take that waits for you in ', '.'],
  like: ({ count }) => [count === 1 ? ' likes your take in ' : ' like your take in ', '.'],
  invitation: ({ isHandover }) => (isHandover ? [' wants to hand ', ' over to you.'] : [' invites you to ', '.']),
};

function decisionText({ decision, appeal, isRefused }: NoticeFacts): Around {
  if (appeal) return [`Your appeal was heard: the decision ${appeal === 'reversed' ? 'is undone' : 'stays'}.`, null];
  if (decision) return OF_DECISION[decision];
  return isRefused ? ['Your take was not taken into ', '.'] : ['Your take is in ', ' now.'];
}

const OF_DECISION: Record<DecisionKind, Around> = {
  hide: ['A moderator has hidden your take in ', '.'],
  restore: ['Your take is heard again in ', '.'],
  remove: ['A moderator has removed your take from ', '.'],
  suspend: ['You are suspended: you listen, and record nothing for now.', null],
  unsuspend: ['You are not suspended any more.', null],
  dismiss: ['A moderator found nothing wrong with your take in ', '.'],
};

/** Where it leads; null: nowhere any more. */
export function noticeHref({ kind, storyId, takeId, decisionId, ...facts }: NoticeFacts): string | null {
  if (decisionId) return `/notices/decisions/${decisionId}`;
  if (storyId === null || facts.isStoryGone) return null;
  if (kind === 'invitation') return `/invite/${storyId}`;
  if (takeId !== null && facts.isInTree) return `/s/${storyId}/${takeId}`;
  return kind === 'decision' ? '/waiting' : `/owner/${storyId}#waiting`;
}
