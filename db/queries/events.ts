import { inArray, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { stories } from '../schema';

/** The channel on which all processes of the app hear what happens to stories. */
export const STORY_CHANNEL = 'story';

/** PostgreSQL refuses a payload of 8,000 bytes. */
const MOST_BYTES = 7_999;

/** Where the canon goes on another way: the answer that it goes on with below `parentId`. */
export type Pointer = { parentId: string; bestChildId: string };

/** What is told of a story: ids, counts and a name, never a row. */
export type StoryNotification = { storyId: string } & (
  | { type: 'take'; takeId: string }
  /** `canon` is null when it moved at more forks than one message holds. */
  | { type: 'like'; takeId: string; likeCount: number; canon: Pointer[] | null }
  /** More than one message says: whoever looks reads it anew. */
  | { type: 'anew' }
  /** `name` begins (or goes on) to record over the take, or does so no more; `who` tells those of one name apart. */
  | { type: 'recording'; takeId: string; who: string; name: string; isOn: boolean }
);

/** Tells every process, at the commit when `db` is a transaction. */
export async function notifyStory(db: Db, notification: StoryNotification): Promise<void> {
  const whole = JSON.stringify(notification);
  const payload = Buffer.byteLength(whole) <= MOST_BYTES ? whole : JSON.stringify({ ...notification, canon: null });
  await notify(db, payload);
}

/** Says nothing, so that whoever hears it knows that the line is alive. */
export const notifyBeat = (db: Db): Promise<void> => notify(db, '{"type":"beat"}');

async function notify(db: Db, payload: string): Promise<void> {
  await guarded(() => db.execute(sql`select pg_notify(${STORY_CHANNEL}, ${payload})`));
}

/**
 * What each of these stories is known by as it is now: another text after every take and every like. Read before the rest of
 * a page, it is never newer than what the page shows. PostgreSQL keeps it: the transaction that last wrote the story's row.
 */
export async function storyMarks(db: Db, { ids }: { ids: string[] }): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const mark = sql<string>`${stories}.xmin::text`;
  const rows = await guarded(() => db.select({ id: stories.id, mark }).from(stories).where(inArray(stories.id, ids)));
  return new Map(rows.map(({ id, mark }) => [id, mark]));
}
