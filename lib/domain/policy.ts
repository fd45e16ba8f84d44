import type { Role, TakeState, WhoRecords } from './people';
import type { Visibility } from './schemas';

/** Who is acting, or null for a visitor. */
export type Actor = { id: string; role: Role; isSuspended: boolean } | null;

/** A story, and how the actor stands to it. */
export type StorySubject = {
  visibility: Visibility;
  ownerId: string;
  whoRecords: WhoRecords;
  isClosed: boolean;
  isDeleted: boolean;
  /** The actor has come in by an invitation. */
  isInvited: boolean;
  /** The owner wants nothing to do with the actor. */
  isBlocked: boolean;
  /** The owner has asked the actor to own it from now on. */
  isHandedTo?: boolean;
};

/** `isBlocked`: its author wants nothing to do with the actor. */
export type TakeSubject = { authorId: string; state: TakeState; isBlocked?: boolean };

/** Somebody else, or oneself. */
export type PersonSubject = { personId: string; role: Role };

export type StoryAction =
  | 'story.listen'
  /** To record in it at all. */
  | 'take.publish'
  /** To be shown to those who listen as recording now; whoever has no name yet gets one with their first take. */
  | 'take.announce'
  | 'take.like'
  /** To move what one has recorded in it. */
  | 'take.move'
  /** Everything on the owner's page but giving the story away and ending it. */
  | 'story.keep'
  | 'story.give'
  | 'story.delete'
  /** To have it back that was deleted. */
  | 'story.restore'
  /** To come in by an invitation that is good. */
  | 'story.join'
  /** To own it from now on, having been asked. */
  | 'story.receive';

export type TakeAction =
  | 'take.answer'
  | 'take.nudge'
  /** The author's own sound, for good. */
  | 'take.remove'
  | 'take.report';

export type PersonAction = 'person.report' | 'person.block' | 'person.suspend' | 'person.appoint';

/** What needs no subject. */
export type PlainAction =
  | 'story.create'
  | 'take.upload'
  /** One's own sessions, notices, export and deletion. */
  | 'account.keep'
  /** One's own name and picture, as others see them. */
  | 'account.show'
  | 'decision.appeal'
  | 'place.moderate'
  | 'place.administer';

export type Action = StoryAction | TakeAction | PersonAction | PlainAction;

/** The one place that decides who may do what. Pure; what nobody has allowed is refused. */
export function can(actor: Actor, action: PlainAction): boolean;
export function can(actor: Actor, action: StoryAction, story: StorySubject | null | undefined): boolean;
export function can(actor: Actor, action: TakeAction, take: TakeSubject | null | undefined): boolean;
export function can(actor: Actor, action: PersonAction, person: PersonSubject | null | undefined): boolean;
export function can(actor: Actor, action: Action, subject?: unknown): boolean {
  if (Object.hasOwn(PLAIN, action)) return PLAIN[action as PlainAction](actor);
  if (!subject) return false;
  if (Object.hasOwn(OF_STORY, action)) return OF_STORY[action as StoryAction](actor, subject as StorySubject);
  if (Object.hasOwn(OF_TAKE, action)) return OF_TAKE[action as TakeAction](actor, subject as TakeSubject);
  if (Object.hasOwn(OF_PERSON, action)) return OF_PERSON[action as PersonAction](actor, subject as PersonSubject);
  return false;
}

/** Whoever is suspended listens, and looks after what is theirs; nothing of theirs reaches others. */
const isActive = (actor: Actor): actor is NonNullable<Actor> => actor !== null && !actor.isSuspended;
const isMember = (actor: Actor): boolean => actor !== null && actor.role !== 'guest';
const isModerator = (actor: Actor): boolean =>
  isActive(actor) && (actor.role === 'moderator' || actor.role === 'admin');
const isAdmin = (actor: Actor): boolean => isActive(actor) && actor.role === 'admin';

const PLAIN: Record<PlainAction, (actor: Actor) => boolean> = {
  'story.create': isActive,
  'take.upload': isActive,
  'account.keep': (actor) => actor !== null,
  'account.show': isActive,
  'decision.appeal': (actor) => actor !== null,
  'place.moderate': isModerator,
  'place.administer': isAdmin,
};

const owns = (actor: Actor, story: StorySubject): boolean => actor !== null && actor.id === story.ownerId;

const mayListen = (actor: Actor, story: StorySubject): boolean =>
  !story.isDeleted && (story.visibility !== 'private' || owns(actor, story) || (actor !== null && story.isInvited));

function mayRecord(actor: Actor, story: StorySubject): boolean {
  if (!isActive(actor) || !mayListen(actor, story) || story.isClosed || story.isBlocked) return false;
  if (owns(actor, story) || story.isInvited) return true;
  return story.whoRecords === 'anyone' || (story.whoRecords === 'members' && isMember(actor));
}

/** What changes a story without anything new in it. */
const mayTouch = (actor: Actor, story: StorySubject): boolean =>
  isActive(actor) && mayListen(actor, story) && !story.isClosed && !story.isBlocked;

const keeps = (actor: Actor, story: StorySubject): boolean => isActive(actor) && owns(actor, story) && !story.isDeleted;

const OF_STORY: Record<StoryAction, (actor: Actor, story: StorySubject) => boolean> = {
  'story.listen': mayListen,
  'take.publish': mayRecord,
  'take.announce': (actor, story) =>
    actor ? mayRecord(actor, story) : mayListen(actor, story) && !story.isClosed && story.whoRecords === 'anyone',
  'take.like': mayTouch,
  'take.move': mayTouch,
  'story.keep': keeps,
  'story.give': keeps,
  // Somebody who is suspended may still take back what is theirs.
  'story.delete': (actor, story) => owns(actor, story) && !story.isDeleted,
  'story.restore': (actor, story) => isActive(actor) && owns(actor, story) && story.isDeleted,
  'story.join': (actor, story) => isActive(actor) && !story.isDeleted && !story.isBlocked,
  'story.receive': (actor, story) =>
    isActive(actor) && isMember(actor) && story.isHandedTo === true && !story.isDeleted && !story.isBlocked,
};

const isAuthor = (actor: Actor, take: TakeSubject): boolean => actor !== null && actor.id === take.authorId;
const isShown = (take: TakeSubject): boolean => take.state === 'shown';

const OF_TAKE: Record<TakeAction, (actor: Actor, take: TakeSubject) => boolean> = {
  'take.answer': (actor, take) => isActive(actor) && isShown(take) && !take.isBlocked,
  'take.nudge': (actor, take) => isActive(actor) && isAuthor(actor, take) && isShown(take),
  'take.remove': (actor, take) => isAuthor(actor, take) && take.state !== 'removed',
  'take.report': (actor, take) => isActive(actor) && !isAuthor(actor, take) && isShown(take),
};

const isAnother = (actor: Actor, { personId }: PersonSubject): boolean => isActive(actor) && actor.id !== personId;

const OF_PERSON: Record<PersonAction, (actor: Actor, person: PersonSubject) => boolean> = {
  'person.report': isAnother,
  'person.block': isAnother,
  // Who keeps the place decent answers to its admin alone.
  'person.suspend': (actor, person) =>
    isAnother(actor, person) &&
    (isAdmin(actor) || (isModerator(actor) && (person.role === 'guest' || person.role === 'member'))),
  'person.appoint': (actor, person) => isAnother(actor, person) && isAdmin(actor) && person.role !== 'guest',
};
