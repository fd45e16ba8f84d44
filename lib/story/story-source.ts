import type { AnewView, AnswersPage, LikeView, MapView } from '@/lib/domain/tree-views';
import type { Telling } from './told-story';

/** Where a page learns more of its story: the server, or what this device keeps. All throw AppError. */
export type StorySource = {
  /**
   * The path down to a take, with `on` further along the canon below it; with `afterId`, only what of it lies below that take,
   * which is one of its ancestors.
   */
  path(takeId: string, on: boolean, afterId: string | null): Promise<Telling>;
  answers(takeId: string, cursor: string | null): Promise<AnswersPage>;
  around(takeId: string): Promise<MapView>;
  /** What else has to be read anew by whoever shows the path down to this take. */
  anew(takeId: string): Promise<AnewView>;
  like(takeId: string, isLiked: boolean): Promise<LikeView>;
};
