import type { ErrorCode } from '@/lib/domain/errors';
import type { TakeStatus } from '@/lib/offline/outbox-status';
import type { StoredDraft } from '@/lib/offline/stored-draft';

/** A take that this device knows of, and where it is. */
export type DeviceTake = {
  draft: StoredDraft;
  status: TakeStatus;
  /** Another tab records or reviews it: nothing here may hurt it. */
  isElsewhere: boolean;
  /** Why it lives in this page alone, or null when the device keeps it. */
  refusal: ErrorCode | null;
};

type World = {
  held: ReadonlySet<string>;
  statusOf(takeId: string): TakeStatus | null;
  refusal(takeId: string): ErrorCode | null;
};

/** Newest first; without those of which nothing was said yet. */
export const takesOf = (drafts: readonly StoredDraft[], { held, statusOf, refusal }: World): DeviceTake[] =>
  drafts
    .filter(({ stage }) => stage !== 'preroll')
    .map((draft) => ({
      draft,
      status: statusOf(draft.takeId) ?? writtenStatus(draft),
      isElsewhere: held.has(draft.takeId),
      refusal: refusal(draft.takeId),
    }))
    .toSorted((a, b) => b.draft.startedAt - a.draft.startedAt);

/** Where a draft was when it was last written down: the outbox may not have woken up yet. */
function writtenStatus({ delivery }: StoredDraft): TakeStatus {
  if (!delivery) return { at: 'device' };
  if (delivery.at !== 'waiting') return delivery;
  return { at: 'waiting', for: 'turn', code: delivery.lastCode, retryAt: delivery.notBefore };
}

/** Recorded and not asked to be published. */
export const isUndecided = ({ stage }: StoredDraft): boolean => stage === 'recording' || stage === 'review';

export type Groups = { unfinished: DeviceTake[]; onTheirWay: DeviceTake[]; published: DeviceTake[] };

/** What the server refuses for good waits for the person as an unfinished take does. */
export function groupsOf(takes: readonly DeviceTake[]): Groups {
  const groups: Groups = { unfinished: [], onTheirWay: [], published: [] };
  for (const take of takes) {
    if (take.status.at === 'published') groups.published.push(take);
    else if (take.status.at === 'refused' || isUndecided(take.draft)) groups.unfinished.push(take);
    else groups.onTheirWay.push(take);
  }
  return groups;
}

/** How many takes here answer this one and cannot be published without it. */
export const answersTo = (takes: readonly DeviceTake[], takeId: string): number =>
  unpublished(takes).filter(({ draft }) => draft.aim.answer?.parent.id === takeId).length;

export const unpublished = (takes: readonly DeviceTake[]): DeviceTake[] =>
  takes.filter(({ status }) => status.at !== 'published');
