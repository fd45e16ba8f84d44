import type { DecisionKind, ReportKind, Role, TakeState } from './people';

/** How the take stands for which a decision is something to do. Of decisions about takes alone. */
const FITS: Record<'hide' | 'restore' | 'remove', readonly TakeState[]> = {
  hide: ['shown'],
  restore: ['hidden'],
  remove: ['shown', 'hidden'],
};
export type TakeDecision = keyof typeof FITS;
export const isOfTake = (kind: DecisionKind): kind is TakeDecision => Object.hasOwn(FITS, kind);

/** What is removed is withheld at first: its sound goes when the time to appeal is over, or an appeal was in vain. */
export const BECOMES: Record<TakeDecision, TakeState> = { hide: 'hidden', restore: 'shown', remove: 'hidden' };

/**
 * What a decision meets: the take it is about, if it is about one, whether that is to be removed already, its person, and whether a
 * report is still open.
 */
export type Case = { takeState: TakeState | null; isLeaving: boolean; isSuspended: boolean; isOpen: boolean };

/** What is left to decide of a case. */
export function openTo({ takeState, isLeaving, isSuspended, isOpen }: Case): DecisionKind[] {
  const ofTake = (Object.keys(FITS) as TakeDecision[]).filter(
    (kind) => takeState !== null && FITS[kind].includes(takeState) && !(kind === 'remove' && isLeaving),
  );
  return [...ofTake, isSuspended ? 'unsuspend' : 'suspend', ...(isOpen ? (['dismiss'] as const) : [])];
}

/** What its author may have looked at once more. */
const APPEALABLE: readonly DecisionKind[] = ['hide', 'remove', 'suspend'];
export const isAppealable = (kind: DecisionKind): boolean => APPEALABLE.includes(kind);

/** What undoes a decision that can be appealed. */
export const reversalOf = (kind: DecisionKind): DecisionKind | null =>
  kind === 'hide' || kind === 'remove' ? 'restore' : kind === 'suspend' ? 'unsuspend' : null;

export type AppealVerdict = 'upheld' | 'reversed';

/** A person as those see them who keep the place decent. */
export type PersonInCase = { id: string; name: string; role: Role; isSuspended: boolean };

/** One of the list of what is to be looked at. */
export type OpenCase = {
  reportId: string;
  /** ISO 8601, of the first report. */
  at: string;
  person: PersonInCase;
  storyTitle: string | null;
  isTake: boolean;
  kinds: ReportKind[];
  reportCount: number;
};

export type ReportInCase = {
  id: string;
  kind: ReportKind;
  words: string;
  at: string;
  reporterName: string;
  isOpen: boolean;
};

export type DecisionInCase = {
  id: string;
  kind: DecisionKind;
  reason: string;
  at: string;
  moderatorName: string;
  /** About the take of this case; otherwise about another one of this person, or the person. */
  isOfTake: boolean;
  appeal: AppealView | null;
};

export type AppealView = { words: string; at: string; verdict: AppealVerdict | null; reason: string | null };

/** A take that can be listened to: as it is heard, and the voice alone. */
export type HeardTake = {
  id: string;
  authorId: string;
  name: string;
  durationMs: number;
  /** Null while it is being made anew, because a take above it is not heard any more. */
  mixUrl: string | null;
  peaks: number[];
};
export type ReportedTake = HeardTake & { stemUrl: string; state: TakeState; at: string };

/** Everything that there is to know about a take or a person before somebody decides. */
export type CaseView = {
  reportId: string;
  person: PersonInCase;
  story: { id: string; title: string; ownerName: string; isPrivate: boolean } | null;
  take: ReportedTake | null;
  parent: HeardTake | null;
  answers: HeardTake[];
  reports: ReportInCase[];
  decisions: DecisionInCase[];
  /** What whoever looks may decide; empty where it is not for them. */
  open: DecisionKind[];
};

export type OpenAppeal = {
  decisionId: string;
  kind: DecisionKind;
  personName: string;
  /** When it was appealed. */
  at: string;
  words: string;
};

/** A decision as its author sees it. */
export type OwnDecision = {
  id: string;
  kind: DecisionKind;
  reason: string;
  at: string;
  story: { id: string; title: string; takeId: string | null } | null;
  mayAppeal: boolean;
  /** Of a take that was removed: until when its sound is kept for an appeal (ISO 8601); null otherwise. */
  soundUntil: string | 'gone' | null;
  appeal: AppealView | null;
};

/** An appeal as who decides it sees it; `reportId` leads to what it is about, where there is a report of it. */
export type AppealCase = {
  decision: OwnDecision;
  person: PersonInCase;
  moderatorName: string;
  reportId: string | null;
  take: ReportedTake | null;
  /** Whoever looks has made the decision. */
  isOwn: boolean;
  /** False of one's own decision while somebody else could look at it. */
  mayDecide: boolean;
};
