import { AppError } from '@/lib/domain/errors';
import type { StoryEvent } from '@/lib/domain/story-event';
import type { StorySource } from './story-source';
import { type ToldStory, withLike } from './told-story';

type Page = { getState(): ToldStory; become(next: ToldStory): void; send: StorySource['like'] };

/** A like on its way. */
type Wish = {
  /** What is wished now; pressed again meanwhile, the other thing. */
  isLiked: boolean;
  /** What the server has last agreed to. */
  wasLiked: boolean;
  /** Whether the count was told since it was sent. Those are told in the order in which they happened; an answer is not. */
  isCounted: boolean;
};

/** The likes of whoever looks at the page. */
export function createLikes({ getState, become, send }: Page) {
  const wishes = new Map<string, Wish>();

  const countOf = (takeId: string) => getState().map.get(takeId)?.likeCount ?? 0;
  const isLikedNow = (takeId: string) => getState().likedIds.has(takeId);

  /** As if it were so. */
  function show(takeId: string, isLiked: boolean): void {
    const step = Number(isLiked) - Number(isLikedNow(takeId));
    become(withLike(getState(), takeId, isLiked, Math.max(0, countOf(takeId) + step)));
  }

  async function deliver(takeId: string, wish: Wish): Promise<void> {
    for (let sent: boolean | null = null; sent !== wish.isLiked; ) {
      sent = wish.isLiked;
      wish.isCounted = false;
      const answer = await send(takeId, sent);
      wish.wasLiked = answer.isLiked;
      if (sent !== wish.isLiked) continue;
      const likeCount = wish.isCounted ? countOf(takeId) : answer.likeCount;
      become(withLike(getState(), takeId, answer.isLiked, likeCount));
    }
  }

  return {
    /** Shows it at once, and takes it back when it fails. Throws what the source throws, and take_not_found. */
    async like(takeId: string, isLiked: boolean): Promise<void> {
      if (!getState().map.has(takeId)) throw new AppError('take_not_found');
      const wasLiked = isLikedNow(takeId);
      show(takeId, isLiked);
      const known = wishes.get(takeId);
      if (known) {
        known.isLiked = isLiked;
        return;
      }
      const wish: Wish = { isLiked, wasLiked, isCounted: false };
      wishes.set(takeId, wish);
      try {
        await deliver(takeId, wish);
      } catch (cause) {
        // What was counted since does not hold a like that has not arrived.
        if (wish.isCounted) become(withLike(getState(), takeId, wish.wasLiked, countOf(takeId)));
        else show(takeId, wish.wasLiked);
        throw cause;
      } finally {
        wishes.delete(takeId);
      }
    },
    happened(event: StoryEvent): void {
      const wish = event.type === 'like' ? wishes.get(event.takeId) : undefined;
      if (wish) wish.isCounted = true;
    },
  };
}
