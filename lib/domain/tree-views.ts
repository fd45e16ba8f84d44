import type { MapTake, PageTake } from './schemas';
import type { Timing } from './timing';

/** Another branch at a fork; `peaks` are thinned. */
export type BranchView = MapTake & { peaks: number[] };

/** What answers the same take as `takeId` does, in the order of the canon and without it; bounded. `more`: how many are left out. */
export type ForkView = { takeId: string; others: BranchView[]; more: number };

/** `GET /api/v1/stories/{storyId}/paths/{takeId}`: a path, or what of it lies below a take that the reader has already. */
export type PathView = {
  /** In order, the seed first. */
  takes: PageTake[];
  /** Of the takes above; a take without siblings has none. */
  forks: ForkView[];
  /** Those of the last take, in the order of the canon; the first page. */
  answers: PageTake[];
  answersCursor: string | null;
  /** Which of all these the actor likes. */
  likedIds: string[];
  /** Of the last take. */
  timing: Timing;
  /** Why the last take that is shown takes no answer of the reader's, in words; null when it does. */
  refusal: string | null;
};

/** `GET /api/v1/takes/{takeId}/answers` */
export type AnswersPage = { answers: PageTake[]; nextCursor: string | null; likedIds: string[] };

/** `GET /api/v1/stories/{storyId}/map`: takes around one, the nearest first; which of them the actor likes. */
export type MapView = { takes: MapTake[]; likedIds: string[] };

/**
 * What changes of a take on a path while it stays where it is: its likes, its answers, and the one with which the canon goes
 * on, 1 being the next take of the path.
 */
export type TakeFacts = readonly [likeCount: number, childCount: number, bestChildId: string | null | 1];

/** `GET /api/v1/stories/{storyId}/map?around={takeId}&path`: with the beginning of the canon, and the whole path down to the take. */
export type AnewView = MapView & { path: TakeFacts[] };

/** `PUT /api/v1/takes/{takeId}/like` */
export type LikeView = { likeCount: number; isLiked: boolean };

/** `GET /api/v1/takes/{takeId}/path-file`: all of a path in one file; null while it is being made. */
export type PathFileView = { url: string | null };
