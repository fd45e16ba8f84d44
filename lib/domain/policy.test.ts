import { expect, test } from 'vitest';
import { type Action, type Actor, can, type StorySubject } from './policy';

const owner: Actor = { id: 'owner', kind: 'guest' };
const guest: Actor = { id: 'somebody', kind: 'guest' };
const member: Actor = { id: 'else', kind: 'member' };
const story = (visibility: StorySubject['visibility']): StorySubject => ({ visibility, ownerId: 'owner' });

/** Who may: a visitor, a guest, a member, the owner. */
const TABLE: [Action, StorySubject | null, string][] = [
  ['story.create', null, '.gmo'],
  ['story.create', story('private'), '.gmo'],
  ['take.upload', null, '.gmo'],
  ['take.upload', story('private'), '.gmo'],
  ['story.listen', story('public'), 'vgmo'],
  ['story.listen', story('unlisted'), 'vgmo'],
  ['story.listen', story('private'), '...o'],
  ['story.listen', null, '....'],
  ['take.publish', story('public'), '.gmo'],
  ['take.publish', story('unlisted'), '.gmo'],
  ['take.publish', story('private'), '...o'],
  ['take.publish', null, '....'],
  ['take.like', story('public'), '.gmo'],
  ['take.like', story('unlisted'), '.gmo'],
  ['take.like', story('private'), '...o'],
  ['take.like', null, '....'],
];

test.each(TABLE)('%s on %j: %s', (action, subject, expected) => {
  const actors: [string, Actor][] = [
    ['v', null],
    ['g', guest],
    ['m', member],
    ['o', owner],
  ];
  expect(actors.map(([letter, actor]) => (can(actor, action, subject) ? letter : '.')).join('')).toBe(expected);
});

test('a take is moved by its author alone, whoever the story belongs to', () => {
  const take = { authorId: 'somebody' };
  expect([null, owner, guest, member].filter((actor) => can(actor, 'take.nudge', take))).toEqual([guest]);
});

test('what nobody has defined is allowed to nobody', () => {
  expect(can(owner, 'story.destroy' as Action, story('public'))).toBeFalsy();
});
