import { describe, expect, test } from 'vitest';
import {
  type Action,
  type Actor,
  can,
  type PersonAction,
  type PersonSubject,
  type PlainAction,
  type StoryAction,
  type StorySubject,
  type TakeAction,
  type TakeSubject,
} from './policy';

const person = (id: string, role: NonNullable<Actor>['role'] = 'member', isSuspended = false): Actor => ({
  id,
  role,
  isSuspended,
});

/** By a letter each. */
const ACTORS: Record<string, Actor> = {
  /** A visitor. */
  v: null,
  g: person('guest', 'guest'),
  m: person('member'),
  /** The owner of the story, the author of the take, the person it is about. */
  o: person('owner', 'guest'),
  /** The same, suspended. */
  s: person('owner', 'member', true),
  d: person('moderator', 'moderator'),
  a: person('admin', 'admin'),
  /** A moderator who is suspended. */
  x: person('else', 'moderator', true),
};
const whoMay = (may: (actor: Actor) => boolean): string =>
  Object.entries(ACTORS)
    .map(([letter, actor]) => (may(actor) ? letter : '.'))
    .join('');

const story = (what: Partial<StorySubject> = {}): StorySubject => ({
  visibility: 'public',
  ownerId: 'owner',
  whoRecords: 'anyone',
  isClosed: false,
  isDeleted: false,
  isInvited: false,
  isBlocked: false,
  ...what,
});
const ALL = 'vgmosdax';

describe('a story', () => {
  const TABLE: [StoryAction, Partial<StorySubject>, string][] = [
    ['story.listen', {}, ALL],
    ['story.listen', { visibility: 'unlisted' }, ALL],
    ['story.listen', { visibility: 'private' }, '...os...'],
    ['story.listen', { visibility: 'private', isInvited: true }, '.gmosdax'],
    ['story.listen', { isBlocked: true, isClosed: true }, ALL],
    ['story.listen', { isDeleted: true }, '........'],
    ['take.publish', {}, '.gmo.da.'],
    ['take.publish', { visibility: 'private' }, '...o....'],
    ['take.publish', { visibility: 'private', isInvited: true }, '.gmo.da.'],
    ['take.publish', { whoRecords: 'members' }, '..mo.da.'],
    ['take.publish', { whoRecords: 'invited' }, '...o....'],
    ['take.publish', { whoRecords: 'invited', isInvited: true }, '.gmo.da.'],
    ['take.publish', { isClosed: true }, '........'],
    ['take.publish', { isBlocked: true, isInvited: true }, '........'],
    ['take.publish', { isDeleted: true }, '........'],
    ['take.announce', {}, 'vgmo.da.'],
    ['take.announce', { visibility: 'private' }, '...o....'],
    ['take.announce', { whoRecords: 'members' }, '..mo.da.'],
    ['take.announce', { whoRecords: 'invited', isInvited: true }, '.gmo.da.'],
    ['take.announce', { isClosed: true }, '........'],
    ['take.announce', { isBlocked: true, isInvited: true }, 'v.......'],
    ['take.like', {}, '.gmo.da.'],
    ['take.like', { visibility: 'private' }, '...o....'],
    ['take.like', { whoRecords: 'invited' }, '.gmo.da.'],
    ['take.like', { isClosed: true }, '........'],
    ['take.like', { isBlocked: true }, '........'],
    ['take.move', {}, '.gmo.da.'],
    ['take.move', { visibility: 'private' }, '...o....'],
    ['take.move', { isClosed: true }, '........'],
    ['take.move', { isBlocked: true }, '........'],
    ['story.keep', {}, '...o....'],
    ['story.keep', { isInvited: true, visibility: 'private' }, '...o....'],
    ['story.keep', { isDeleted: true }, '........'],
    ['story.give', {}, '...o....'],
    ['story.delete', {}, '...os...'],
    ['story.delete', { isDeleted: true }, '........'],
    ['story.restore', {}, '........'],
    ['story.restore', { isDeleted: true }, '...o....'],
    ['story.join', { visibility: 'private' }, '.gmo.da.'],
    ['story.join', { isDeleted: true }, '........'],
    ['story.join', { isBlocked: true }, '........'],
    ['story.receive', {}, '........'],
    ['story.receive', { isHandedTo: true, visibility: 'private' }, '..m..da.'],
    ['story.receive', { isHandedTo: true, isDeleted: true }, '........'],
    ['story.receive', { isHandedTo: true, isBlocked: true }, '........'],
  ];
  test.each(TABLE)('%s, %j: %s', (action, what, expected) => {
    expect(whoMay((actor) => can(actor, action, story(what)))).toBe(expected);
    expect(whoMay((actor) => can(actor, action, null))).toBe('........');
  });
});

describe('a take', () => {
  const TABLE: [TakeAction, Partial<TakeSubject>, string][] = [
    ['take.answer', {}, '.gmo.da.'],
    ['take.answer', { isBlocked: true }, '........'],
    ['take.answer', { state: 'hidden' }, '........'],
    ['take.nudge', {}, '...o....'],
    ['take.nudge', { state: 'hidden' }, '........'],
    ['take.remove', {}, '...os...'],
    ['take.remove', { state: 'hidden' }, '...os...'],
    ['take.remove', { state: 'removed' }, '........'],
    ['take.report', {}, '.gm..da.'],
    ['take.report', { state: 'removed' }, '........'],
  ];
  test.each(TABLE)('%s, %j: %s', (action, what, expected) => {
    const take: TakeSubject = { authorId: 'owner', state: 'shown', ...what };
    expect(whoMay((actor) => can(actor, action, take))).toBe(expected);
    expect(whoMay((actor) => can(actor, action, null))).toBe('........');
  });
});

describe('a person', () => {
  const TABLE: [PersonAction, PersonSubject['role'], string][] = [
    ['person.report', 'member', '.gm..da.'],
    ['person.block', 'guest', '.gm..da.'],
    ['person.suspend', 'guest', '.....da.'],
    ['person.suspend', 'member', '.....da.'],
    ['person.suspend', 'moderator', '......a.'],
    ['person.suspend', 'admin', '......a.'],
    ['person.appoint', 'member', '......a.'],
    ['person.appoint', 'moderator', '......a.'],
    ['person.appoint', 'guest', '........'],
  ];
  test.each(TABLE)('%s of a %s: %s', (action, role, expected) => {
    expect(whoMay((actor) => can(actor, action, { personId: 'owner', role }))).toBe(expected);
  });

  test('does nothing of it to themselves', () => {
    const admin = person('admin', 'admin');
    for (const action of ['person.report', 'person.block', 'person.suspend', 'person.appoint'] as const)
      expect(can(admin, action, { personId: 'admin', role: 'admin' })).toBe(false);
  });
});

test.each<[PlainAction, string]>([
  ['story.create', '.gmo.da.'],
  ['take.upload', '.gmo.da.'],
  ['account.keep', '.gmosdax'],
  ['account.show', '.gmo.da.'],
  ['decision.appeal', '.gmosdax'],
  ['place.moderate', '.....da.'],
  ['place.administer', '......a.'],
])('%s: %s', (action, expected) => {
  expect(whoMay((actor) => can(actor, action))).toBe(expected);
});

test.each(['story.destroy', 'toString', '__proto__'])(
  '%s, which nobody has defined, is allowed to nobody',
  (action) => {
    expect(can(person('admin', 'admin'), action as Action as StoryAction, story())).toBe(false);
  },
);
