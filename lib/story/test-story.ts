import type { PageTake } from '@/lib/domain/schemas';
import type { StoryEvent } from '@/lib/domain/story-event';
import type { BranchView } from '@/lib/domain/tree-views';
import type { Telling } from './told-story';

/** A tree for tests, from `child parent likes` a line; the child of the most likes goes on with the canon. Ten seconds a take. */
export function testTree(text: string): Map<string, PageTake> {
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '));
  const takes = new Map<string, PageTake>();
  for (const [id = '', parentId = '-', likes = '0'] of rows) {
    const parent = takes.get(parentId);
    const startMs = parent ? parent.startMs + parent.durationMs : 0;
    takes.set(id, {
      id,
      parentId: parent ? parentId : null,
      startMs,
      durationMs: 10_000,
      author: { id: `person of ${id}`, name: id.toUpperCase() },
      likeCount: Number(likes),
      childCount: 0,
      bestChildId: null,
      mixUrl: `/${id}.m4a`,
      mixBytes: 1,
      peaks: [1, 2, 3],
    });
    if (parent) {
      const best = parent.bestChildId === null ? undefined : takes.get(parent.bestChildId);
      const bestChildId = best && best.likeCount >= Number(likes) ? best.id : id;
      takes.set(parentId, { ...parent, childCount: parent.childCount + 1, bestChildId });
    }
  }
  return takes;
}

const byLikes = (a: PageTake, b: PageTake) => b.likeCount - a.likeCount;

/** What the server tells of the path to a take. */
export function tellingOf(tree: ReadonlyMap<string, PageTake>, takeId: string, afterId: string | null = null): Telling {
  const answersOf = (id: string) => [...tree.values()].filter(({ parentId }) => parentId === id).sort(byLikes);
  const takes: PageTake[] = [];
  for (let take = tree.get(takeId); take && take.id !== afterId; take = tree.get(take.parentId ?? ''))
    takes.unshift(take);
  return {
    takes,
    forks: takes.flatMap(({ id, parentId }) => {
      const others = answersOf(parentId ?? '').filter((any) => any.id !== id);
      return others.length > 0 ? [{ takeId: id, others, more: 0 }] : [];
    }),
    answers: answersOf(takeId),
    answersCursor: null,
    likedIds: [],
    timing: null,
  };
}

export const leafBelow = (tree: ReadonlyMap<string, PageTake>, takeId: string): string => {
  const best = tree.get(takeId)?.bestChildId;
  return best ? leafBelow(tree, best) : takeId;
};

/** What Nia has just published, as listeners are told of it. */
export const newTake = (id: string, parentId: string): BranchView => ({
  id,
  parentId,
  startMs: 0,
  durationMs: 1_000,
  author: { id: 'n', name: 'Nia' },
  likeCount: 0,
  childCount: 0,
  bestChildId: null,
  peaks: [9],
});

export const published = (id: string, parentId: string) =>
  ({ type: 'take', take: newTake(id, parentId) }) satisfies StoryEvent;
