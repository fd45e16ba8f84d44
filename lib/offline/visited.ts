import type { StoryCard } from '@/lib/domain/schemas';
import type { DeviceDatabase } from './device-database';

/** A story that was opened on this device, as it was then. */
export type VisitedStory = {
  storyId: string;
  title: string;
  /** The take that was opened. */
  takeId: string;
  /** How many people speak on its path, and how long that lasts (ms). */
  voices: number;
  durationMs: number;
  shape?: StoryCard['shape'];
  /** In ms since 1970. */
  visitedAt: number;
};

export type Visited = {
  rememberVisit(visit: Omit<VisitedStory, 'visitedAt'>): Promise<void>;
  /** Newest first. */
  visitedStories(): Promise<VisitedStory[]>;
};

const MOST_STORIES = 100;
const newestFirst = (stories: VisitedStory[]) => stories.sort((a, b) => b.visitedAt - a.visitedAt);

/** The stories that were opened on this device, the newest hundred. Throws what the database throws. */
export function createVisited(database: DeviceDatabase): Visited {
  return {
    rememberVisit: (visit) =>
      database.write(['visited'], async (tx) => {
        const store = tx.objectStore('visited');
        await store.put({ ...visit, visitedAt: Date.now() }, visit.storyId);
        for (const { storyId } of newestFirst(await store.getAll()).slice(MOST_STORIES)) await store.delete(storyId);
      }),
    visitedStories: async () => newestFirst((await database.read((db) => db.getAll('visited'))) ?? []),
  };
}
