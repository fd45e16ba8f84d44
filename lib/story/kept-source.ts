import { AppError } from '@/lib/domain/errors';
import type { PageTake } from '@/lib/domain/schemas';
import { branchOf } from './forks';
import type { StorySource } from './story-source';
import type { Telling } from './told-story';

/** The path down to a take, as far as this device keeps the story; a fork is what is kept of it. */
export function keptTelling(known: readonly PageTake[], takeId: string, afterId: string | null = null): Telling {
  const byId = new Map(known.map((take) => [take.id, take]));
  const answersOf = (parentId: string) => known.filter((take) => take.parentId === parentId);
  const takes: PageTake[] = [];
  let take = byId.get(takeId);
  while (take && take.id !== afterId) {
    takes.unshift(take);
    take = take.parentId === null ? undefined : byId.get(take.parentId);
  }
  const forks = takes.map(({ id, parentId }) => ({
    takeId: id,
    others: parentId === null ? [] : answersOf(parentId).flatMap((any) => (any.id === id ? [] : [branchOf(any)])),
    more: 0,
  }));
  return { takes, forks, answers: answersOf(takeId), answersCursor: null, likedIds: [], timing: null };
}

/** A story as far as this device keeps it: what is not kept does not exist here, and nothing can be said about it. */
export function createKeptSource(known: readonly PageTake[]): StorySource {
  const answersOf = (takeId: string) => known.filter(({ parentId }) => parentId === takeId);

  function leafBelow(takeId: string): string {
    const best = known.find(({ id }) => id === takeId)?.bestChildId;
    const children = answersOf(takeId);
    const next = children.find(({ id }) => id === best) ?? children[0];
    return next ? leafBelow(next.id) : takeId;
  }

  return {
    async path(takeId, on, afterId) {
      if (!known.some(({ id }) => id === takeId)) throw new AppError('network_unreachable');
      return keptTelling(known, on ? leafBelow(takeId) : takeId, afterId);
    },
    answers: async (takeId) => ({ answers: answersOf(takeId), nextCursor: null, likedIds: [] }),
    around: async () => ({ takes: [], likedIds: [] }),
    anew: async () => ({ takes: [], likedIds: [], path: [] }),
    async like() {
      throw new AppError('network_unreachable');
    },
  };
}
