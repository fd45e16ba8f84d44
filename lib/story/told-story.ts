import type { MapTake, PageTake } from '@/lib/domain/schemas';
import type { StoryEvent } from '@/lib/domain/story-event';
import type { Timing } from '@/lib/domain/timing';
import type { AnswersPage, BranchView, MapView, PathView } from '@/lib/domain/tree-views';
import { branchOf, type Fork, forkAfterEvent, mergedFork } from './forks';

/** What a page holds of a story: the path that is heard, and what is known around it. Every change makes a new one. */
export type ToldStory = {
  /** Seed first, never empty; its last take is the one that an answer answers. */
  takes: readonly PageTake[];
  /** By the take that is answered. */
  forks: ReadonlyMap<string, Fork>;
  /** Those of the path's last take, as far as they are loaded. */
  answers: readonly PageTake[];
  answersCursor: string | null;
  /** Of the path's last take; null where nobody is there to ask. */
  timing: Timing | null;
  /** Every take that is known, those of the path too. */
  map: ReadonlyMap<string, MapTake>;
  likedIds: ReadonlySet<string>;
  /** Who records over a take just now. */
  recording: ReadonlyMap<string, readonly string[]>;
};

export type Telling = Omit<PathView, 'timing'> & { timing: Timing | null };

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

export const withMap = (told: ToldStory, { takes, likedIds }: MapView): ToldStory => ({
  ...told,
  map: mapped(told.map, takes),
  likedIds: likedAmong(told.likedIds, takes, likedIds),
});

export const withLike = (told: ToldStory, takeId: string, isLiked: boolean, likeCount: number): ToldStory => {
  const likedIds = new Set(told.likedIds);
  if (isLiked) likedIds.add(takeId);
  else likedIds.delete(takeId);
  return { ...changed(told, takeId, { likeCount }), likedIds };
};

/** What happened to the story while one listens. */
export function afterEvent(told: ToldStory, event: StoryEvent): ToldStory {
  switch (event.type) {
    case 'take':
      return withNewTake(told, event.take);
    case 'like':
      return event.canon.reduce(
        (story, { parentId, bestChildId }) => changed(story, parentId, { bestChildId }),
        changed(told, event.takeId, { likeCount: event.likeCount }),
      );
    case 'recording': {
      const recording = new Map(told.recording);
      if (event.names.length > 0) recording.set(event.takeId, event.names);
      else recording.delete(event.takeId);
      return { ...told, recording };
    }
  }
}

function withNewTake(told: ToldStory, take: MapTake): ToldStory {
  if (told.map.has(take.id) || take.parentId === null) return told;
  const { parentId } = take;
  const parent = told.map.get(parentId);
  const counted = parent
    ? changed(told, parentId, {
        childCount: parent.childCount + 1,
        bestChildId: parent.bestChildId ?? take.id,
      })
    : told;
  const story = { ...counted, map: mapped(counted.map, [take]) };
  if (told.takes.at(-1)?.id === parentId) return { ...story, answers: [...told.answers, unheard(take)] };
  const own = told.takes.find((any) => any.parentId === parentId);
  if (!own) return story;
  // A fork that nobody has looked at yet is asked for when somebody does, and holds the newcomer then.
  const fork = forkAfterEvent(told.forks.get(parentId), own, { ...take, peaks: [] }, parent?.childCount ?? 1);
  return fork ? { ...story, forks: new Map(told.forks).set(parentId, fork) } : story;
}

/** A take of which nothing has been heard: its mix is asked for by whoever plays it. */
const unheard = (take: MapTake): PageTake => ({ ...take, mixUrl: '', mixBytes: 0, peaks: [] });

/** The waveforms of takes that came without one. */
export function withPeaks(told: ToldStory, heard: readonly PageTake[]): ToldStory {
  const byId = new Map(heard.map((take) => [take.id, take]));
  const fill = <T extends BranchView>(take: T): T => {
    const found = take.peaks.length === 0 ? byId.get(take.id) : undefined;
    return found ? { ...take, peaks: found.peaks } : take;
  };
  return {
    ...told,
    answers: told.answers.map(fill),
    forks: new Map([...told.forks].map(([id, fork]) => [id, { ...fork, branches: fork.branches.map(fill) }])),
  };
}

/** Changes a take wherever it is shown. */
function changed(told: ToldStory, takeId: string, change: Partial<MapTake>): ToldStory {
  const in1 = <T extends MapTake>(takes: readonly T[]): readonly T[] =>
    takes.some(({ id }) => id === takeId)
      ? takes.map((take) => (take.id === takeId ? { ...take, ...change } : take))
      : takes;
  const known = told.map.get(takeId);
  const parentId = known?.parentId;
  const fork = parentId ? told.forks.get(parentId) : undefined;
  return {
    ...told,
    takes: in1(told.takes),
    answers: in1(told.answers),
    forks: parentId && fork ? new Map(told.forks).set(parentId, { ...fork, branches: in1(fork.branches) }) : told.forks,
    map: known ? new Map(told.map).set(takeId, { ...known, ...change }) : told.map,
  };
}

function mapped(map: ReadonlyMap<string, MapTake>, takes: readonly MapTake[]): ReadonlyMap<string, MapTake> {
  const all = new Map(map);
  for (const take of takes) all.set(take.id, mapTake(take));
  return all;
}

/** What the map needs of a take; its waveform and its URL are elsewhere already. */
const mapTake = ({
  id,
  parentId,
  startMs,
  durationMs,
  author,
  likeCount,
  childCount,
  bestChildId,
}: MapTake): MapTake => ({
  id,
  parentId,
  startMs,
  durationMs,
  author,
  likeCount,
  childCount,
  bestChildId,
});

/** Of what was sent now it is known whether it is liked; of everything else, what was known before. */
function likedAmong(
  before: ReadonlySet<string>,
  sent: readonly { id: string }[],
  likedIds: readonly string[],
): ReadonlySet<string> {
  const liked = new Set(before);
  for (const { id } of sent) liked.delete(id);
  for (const id of likedIds) liked.add(id);
  return liked;
}
