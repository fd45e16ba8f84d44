import type { Visibility } from './schemas';

/** Who is acting, or null for a visitor. */
export type Actor = { id: string; kind: 'guest' | 'member' } | null;

export type StorySubject = { visibility: Visibility; ownerId: string };

export type TakeSubject = { authorId: string };

export type Action = 'story.create' | 'story.listen' | 'take.upload' | 'take.publish' | 'take.like';

/** The one place that decides who may do what. Pure. */
export function can(actor: Actor, action: Action, story?: StorySubject | null): boolean;
export function can(actor: Actor, action: 'take.nudge', take: TakeSubject): boolean;
export function can(
  actor: Actor,
  action: Action | 'take.nudge',
  subject: StorySubject | TakeSubject | null = null,
): boolean {
  if (action === 'take.nudge') return isAuthor(actor, subject);
  const story = subject && 'ownerId' in subject ? subject : null;
  const isOwner = actor !== null && story !== null && actor.id === story.ownerId;
  switch (action) {
    case 'story.create':
    case 'take.upload':
      return actor !== null;
    case 'story.listen':
      return story !== null && (story.visibility !== 'private' || isOwner);
    case 'take.publish':
    case 'take.like':
      return actor !== null && story !== null && (story.visibility !== 'private' || isOwner);
  }
}

const isAuthor = (actor: Actor, subject: StorySubject | TakeSubject | null): boolean =>
  actor !== null && subject !== null && 'authorId' in subject && subject.authorId === actor.id;
