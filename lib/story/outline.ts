import type { MapTake } from '@/lib/domain/schemas';

/** Enough of the tree to know a story again by its picture. */
const OUTLINE_TAKES = 60;

type OutlineTake = Pick<MapTake, 'id' | 'parentId' | 'startMs' | 'durationMs'> & { authorId: string };

/** The oldest takes of a story, as their ids tell; however many are known, in one pass. */
export function outlineOf(takes: Iterable<MapTake>, most = OUTLINE_TAKES): OutlineTake[] {
  const oldest: MapTake[] = [];
  for (const take of takes) {
    const youngest = oldest[most - 1];
    if (youngest && youngest.id < take.id) continue;
    let at = oldest.length;
    while (at > 0 && (oldest[at - 1]?.id ?? '') > take.id) at -= 1;
    oldest.splice(at, 0, take);
    oldest.length = Math.min(oldest.length, most);
  }
  return oldest.map(({ id, parentId, startMs, durationMs, author }) => ({
    id,
    parentId,
    startMs,
    durationMs,
    authorId: author.id,
  }));
}
