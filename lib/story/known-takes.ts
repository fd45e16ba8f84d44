import type { MapTake } from '@/lib/domain/schemas';
import type { Fork } from './forks';
import type { ToldStory } from './told-story';

/*
 * What is known of takes, wherever they are shown. A take that is as it was stays the very same object, and a list or a map in
 * which nothing is new, too: whoever draws thousands of them sees at a glance what has changed.
 */

type Change = Partial<MapTake>;

/** Changes takes wherever they are shown, and has the map learn `newcomers` in the same go. */
export function changed(
  told: ToldStory,
  changes: ReadonlyMap<string, Change>,
  newcomers: readonly MapTake[] = [],
): ToldStory {
  const fresh = [...changes].flatMap(([id, change]) => {
    const known = told.map.get(id);
    return known ? [withChange(known, change)] : [];
  });
  return {
    ...told,
    takes: changedIn(told.takes, changes),
    answers: changedIn(told.answers, changes),
    forks: changedForks(told.forks, changes),
    map: mapped(told.map, [...fresh, ...newcomers]),
  };
}

function changedForks(forks: ToldStory['forks'], changes: ReadonlyMap<string, Change>): ToldStory['forks'] {
  let next: Map<string, Fork> | null = null;
  for (const [parentId, fork] of forks) {
    const branches = changedIn(fork.branches, changes);
    if (branches !== fork.branches) next = (next ?? new Map(forks)).set(parentId, { ...fork, branches });
  }
  return next ?? forks;
}

function changedIn<T extends MapTake>(takes: readonly T[], changes: ReadonlyMap<string, Change>): readonly T[] {
  let isNew = false;
  const next = takes.map((take) => {
    const change = changes.get(take.id);
    const fresh = change ? withChange(take, change) : take;
    if (fresh !== take) isNew = true;
    return fresh;
  });
  return isNew ? next : takes;
}

/** Of what is shown elsewhere too, only what a map needs; the very same when nothing of it is new. */
function withChange<T extends MapTake>(take: T, change: Change): T {
  const fresh = { ...take, ...onMap({ ...take, ...change }) };
  return isSame(take, fresh) ? take : fresh;
}

/** The map with these takes; one copy of it at most. */
export function mapped(map: ReadonlyMap<string, MapTake>, takes: readonly MapTake[]): ReadonlyMap<string, MapTake> {
  let next: Map<string, MapTake> | null = null;
  for (const take of takes) {
    const known = (next ?? map).get(take.id);
    if (known && isSame(known, take)) continue;
    next ??= new Map(map);
    next.set(take.id, onMap(take));
  }
  return next ?? map;
}

/** What the map needs of a take; its waveform and its URL are elsewhere already. */
const onMap = ({
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

const isSame = (a: MapTake, b: MapTake): boolean =>
  a.likeCount === b.likeCount &&
  a.childCount === b.childCount &&
  a.bestChildId === b.bestChildId &&
  a.author.name === b.author.name &&
  a.startMs === b.startMs &&
  a.durationMs === b.durationMs;

/** Of what was sent now it is known whether it is liked; of everything else, what was known before. */
export function likedAmong(
  before: ReadonlySet<string>,
  sent: readonly { id: string }[],
  likedIds: readonly string[],
): ReadonlySet<string> {
  const liked = new Set(before);
  for (const { id } of sent) liked.delete(id);
  for (const id of likedIds) liked.add(id);
  return liked;
}
