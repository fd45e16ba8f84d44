import type { BranchView } from './tree-views';

/** What happens to a story while somebody looks at it (`GET /api/v1/stories/{storyId}/events`). */
export type StoryEvent =
  | { type: 'take'; take: BranchView }
  /** `canon`: where the canon goes on another way now. */
  | { type: 'like'; takeId: string; likeCount: number; canon: { parentId: string; bestChildId: string }[] }
  /** Who records over this take now; nobody any more when empty. */
  | { type: 'recording'; takeId: string; names: string[] };

/**
 * Said first, and again when something may have been missed: from here on everything is told. What was before is to be read,
 * unless `mark` is that of what one has read: a story has another one after every take and every like. Null: not known.
 */
export type StoryHello = {
  type: 'hello';
  mark: string | null;
  recording: { takeId: string; names: string[] }[];
};

/** What somebody is called who records and has no name here yet. */
export const NAMELESS = 'Somebody';

export type StoryMessage = StoryHello | StoryEvent;
