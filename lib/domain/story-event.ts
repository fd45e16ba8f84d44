import type { MapTake } from './schemas';

/** What happens to a story while somebody looks at it (`GET /api/v1/stories/{storyId}/events`). */
export type StoryEvent =
  | { type: 'take'; take: MapTake }
  /** `canon`: where the canon goes on another way now. */
  | { type: 'like'; takeId: string; likeCount: number; canon: { parentId: string; bestChildId: string }[] }
  /** Who records over this take now; nobody any more when empty. */
  | { type: 'recording'; takeId: string; names: string[] };

/** Said first, and again when something may have been missed: from here on everything is told, and what was before is to be read. */
export type StoryHello = { type: 'hello'; recording: { takeId: string; names: string[] }[] };

export type StoryMessage = StoryHello | StoryEvent;
