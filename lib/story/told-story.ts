import { isShown } from '@/lib/domain/not-shown';
import type { MapTake, PageTake } from '@/lib/domain/schemas';
import type { StoryEvent } from '@/lib/domain/story-event';
import type { Timing } from '@/lib/domain/timing';
import type { AnewView, AnswersPage, BranchView, MapView, PathView } from '@/lib/domain/tree-views';
import { branchOf, type Fork, forkAfterEvent, forksAsCounted, mergedFork } from './forks';
import { changed, likedAmong, mapped } from './known-takes';

/** What a page holds of a story: the path that is heard, and what is known around it. Every change makes a new one. */
export type ToldStory = {
  /** Seed first, never empty; `answeredOf` is the one that an answer answers. */
  takes: readonly PageTake[];
  /** By the take that is answered. */
  forks: ReadonlyMap<string, Fork>;
  /** Those of the path's last take, as far as they are loaded. */
  answers: readonly PageTake[];
  answersCursor: string | null;
  /** Of the path's last take; null where nobody is there to ask. */
  timing: Timing | null;
  /** Why its last take that is shown takes no answer of one's own. */
  refusal?: string | null | undefined;
  /** Every take that is known, those of the path too. */
  map: ReadonlyMap<string, MapTake>;
  likedIds: ReadonlySet<string>;
  /** Who records over a take just now. */
  recording: ReadonlyMap<string, readonly string[]>;
};

/** Where nobody is there to ask, less is known. */
export type Telling = Omit<PathView, 'timing' | 'refusal'> & { timing: Timing | null; refusal?: string | null };

/** What an answer answers along this path: a take that is silent now is no end of it. Undefined where nobody is heard. */
export const answeredOf = ({ takes }: Pick<ToldStory, 'takes'>): PageTake | undefined => takes.findLast(isShown);

export function toldStory(view: Telling, map: readonly MapTake[]): ToldStory {
  const nothing: ToldStory = {
    takes: [],
    forks: new Map(),
    answers: [],
    answersCursor: null,
    timing: null,
    map: new Map(map.map((take) => [take.id, take])),
    likedIds: new Set(),
    recording: new Map(),
  };
  return walked(nothing, view, null);
}

/** The same story along another path: what is kept of this one down to `afterId`, and from there on what `view` tells. */
export function walked(told: ToldStory, view: Telling, afterId: string | null): ToldStory {
  const kept = afterId === null ? 0 : told.takes.findIndex(({ id }) => id === afterId) + 1;
  const takes = [...told.takes.slice(0, kept), ...view.takes];
  const forks = new Map(told.forks);
  for (const fork of view.forks) {
    const own = view.takes.find(({ id }) => id === fork.takeId);
    if (own?.parentId) forks.set(own.parentId, mergedFork(forks.get(own.parentId), own, fork));
  }
  const others = view.forks.flatMap((fork) => fork.others);
  const sent = [...view.takes, ...others, ...view.answers];
  return {
    ...told,
    takes,
    forks,
    answers: view.answers,
    answersCursor: view.answersCursor,
    timing: view.timing,
    refusal: view.refusal,
    map: mapped(told.map, sent),
    likedIds: likedAmong(told.likedIds, sent, view.likedIds),
  };
}

/** The next page of the last take's answers; those that came by themselves meanwhile are not there twice. */
export function withAnswers(told: ToldStory, page: AnswersPage): ToldStory {
  const known = new Set(told.answers.map(({ id }) => id));
  return {
    ...told,
    answers: [...told.answers, ...page.answers.filter(({ id }) => !known.has(id))],
    answersCursor: page.nextCursor,
    map: mapped(told.map, page.answers),
    likedIds: likedAmong(told.likedIds, page.answers, page.likedIds),
  };
}

/** What else answers `parentId`, learnt from a page of its answers. */
export function withSiblings(told: ToldStory, parentId: string, page: AnswersPage): ToldStory {
  const own = told.takes.find((take) => take.parentId === parentId);
  if (!own) return told;
  const others = page.answers.filter(({ id }) => id !== own.id).map(branchOf);
  const total = told.map.get(parentId)?.childCount ?? 0;
  const more = Math.max(0, total - 1 - others.length);
  const fork = mergedFork(told.forks.get(parentId), own, { takeId: own.id, others, more });
  return {
    ...told,
    forks: new Map(told.forks).set(parentId, fork),
    map: mapped(told.map, page.answers),
    likedIds: likedAmong(told.likedIds, page.answers, page.likedIds),
  };
}

/** What the map has learnt, which may be news of takes that are shown elsewhere, too. */
export function withMap(told: ToldStory, { takes, likedIds }: MapView): ToldStory {
  const story = changed(told, new Map(takes.map((take) => [take.id, take])), takes);
  return {
    ...story,
    forks: forksAsCounted(story.forks, (parentId) => story.map.get(parentId)?.childCount),
    likedIds: likedAmong(told.likedIds, takes, likedIds),
  };
}

/** The same path after a while in which nobody told what happened: `view` is what lies below `afterId`. */
export function readAnew(
  told: ToldStory,
  view: Telling,
  afterId: string | null,
  { path, ...around }: AnewView,
): ToldStory {
  const facts = path.map(([likeCount, childCount, bestChildId], n) => ({
    likeCount,
    childCount,
    bestChildId: bestChildId === 1 ? (told.takes[n + 1]?.id ?? null) : bestChildId,
  }));
  const ofPath = new Map(told.takes.flatMap(({ id }, n) => (facts[n] ? [[id, facts[n]]] : [])));
  return withMap(withTelling(changed(told, ofPath), view, afterId), around);
}

/** The same path as it is told now, from below `afterId` on; the answers that are shown stay where they are. */
export function withTelling(told: ToldStory, view: Telling, afterId: string | null): ToldStory {
  const fresh = new Map(view.answers.map((take) => [take.id, take]));
  const kept = told.answers.map((take) => fresh.get(take.id) ?? take);
  for (const { id } of kept) fresh.delete(id);
  return { ...walked(told, view, afterId), answers: [...kept, ...fresh.values()] };
}

export const withLike = (told: ToldStory, takeId: string, isLiked: boolean, likeCount: number): ToldStory => {
  const likedIds = new Set(told.likedIds);
  if (isLiked) likedIds.add(takeId);
  else likedIds.delete(takeId);
  return { ...changed(told, new Map([[takeId, { likeCount }]])), likedIds };
};

/** What happened to the story while one listens. */
export function afterEvent(told: ToldStory, event: StoryEvent): ToldStory {
  switch (event.type) {
    case 'take':
      return withNewTake(told, event.take);
    case 'like':
      return withCounted(told, event);
    case 'recording': {
      const recording = new Map(told.recording);
      if (event.names.length > 0) recording.set(event.takeId, event.names);
      else recording.delete(event.takeId);
      return { ...told, recording };
    }
  }
}

function withCounted(told: ToldStory, { takeId, likeCount, canon }: StoryEvent & { type: 'like' }): ToldStory {
  const changes = new Map<string, Partial<MapTake>>(
    canon.map(({ parentId, bestChildId }) => [parentId, { bestChildId }]),
  );
  return changed(told, changes.set(takeId, { ...changes.get(takeId), likeCount }));
}

function withNewTake(told: ToldStory, take: BranchView): ToldStory {
  if (take.parentId === null) return told;
  const { parentId } = take;
  const parent = told.map.get(parentId);
  // The map may have learnt it before it was told, and its parent's count with it.
  const isKnown = told.map.has(take.id);
  const childCount = (parent?.childCount ?? 0) + Number(!isKnown);
  const counts = { childCount, bestChildId: parent?.bestChildId ?? take.id };
  const counted = isKnown ? told : changed(told, new Map([[parentId, counts]]), [take]);
  if (told.takes.at(-1)?.id === parentId) {
    const isShown = told.answers.some(({ id }) => id === take.id);
    return isShown ? counted : { ...counted, answers: [...told.answers, unheard(take)] };
  }
  const own = told.takes.find((any) => any.parentId === parentId);
  if (!own || own.id === take.id) return counted;
  // A fork that nobody has looked at yet is asked for when somebody does, and holds the newcomer then.
  const known = told.forks.get(parentId);
  const fork = forkAfterEvent(known, own, take, childCount);
  if (!fork || (isKnown && fork.branches === known?.branches && fork.more === known.more)) return counted;
  return { ...counted, forks: new Map(told.forks).set(parentId, fork) };
}

/** A take of which nothing has been heard: its mix is asked for by whoever plays it. */
const unheard = (take: BranchView): PageTake => ({ ...take, mixUrl: '', mixBytes: 0 });
