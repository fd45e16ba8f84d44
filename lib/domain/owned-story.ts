import type { WhoRecords } from './people';
import type { AnswerKind, Visibility } from './schemas';

/** What its owner settles of a story. */
export type StorySettings = {
  title: string;
  description: string;
  visibility: Visibility;
  defaultAnswer: AnswerKind;
  whoRecords: WhoRecords;
  /** The longest take (ms), the deepest answer and the most takes of one person; null: as everywhere. */
  mostMs: number | null;
  mostDepth: number | null;
  mostTakesEach: number | null;
  /** They hear a take before anybody else does. */
  approves: boolean;
};

export type Someone = { id: string; name: string };

/** A link that somebody can still come in by. */
export type InvitationView = {
  id: string;
  email: string | null;
  uses: number;
  mostUses: number | null;
  /** ISO. */
  expiresAt: string;
};

/** A take that waits for the owner. */
export type WaitingTake = {
  id: string;
  parentId: string;
  authorId: string;
  authorName: string;
  durationMs: number;
  /** With the end of what it answers under its beginning, as long as that is heard. */
  soundUrl: string;
};

/** The same, as its author sees it. */
export type OwnWaitingTake = {
  id: string;
  storyId: string;
  storyTitle: string;
  durationMs: number;
  soundUrl: string;
  /** What the owner said, if anything; null while it waits. */
  refusal: string | null;
  /** What it answers was removed. */
  isAnsweredGone: boolean;
};

/** Everything that is its owner's to say of a story. */
export type OwnedStory = {
  story: StorySettings & {
    id: string;
    coverId: string | null;
    isClosed: boolean;
    /** ISO; when it is gone for good, of one that is deleted. */
    goneAt: string | null;
    takeCount: number;
    voiceCount: number;
  };
  members: Someone[];
  invitations: InvitationView[];
  waiting: WaitingTake[];
  /** Who can own it after them: has an account, and is in it. */
  heirs: Someone[];
  handedTo: Someone | null;
};

/** A story that somebody is asked to own from now on. */
export type StoryOffer = { storyId: string; title: string; ownerName: string; voiceCount: number };

/** What stands below a story's title. */
export type StoryAboutView = {
  description: string;
  coverId: string | null;
  isClosed: boolean;
  isOwner: boolean;
  /** Takes that wait for the owner, when that is who looks. */
  waitingCount: number;
};
