import { sql } from 'drizzle-orm';
import type { Db } from './client';

type Row = {
  id: string;
  parent_id: string | null;
  like_count: number;
  child_count: number;
  best_child_id: string | null;
  branch_likes: number | null;
  created_at: string;
};

type Kept = Record<string, Pick<Row, 'like_count' | 'child_count' | 'best_child_id' | 'branch_likes'>>;
type Story = { take_count: number; like_count: number; voice_count: number };

/** What the database keeps of a story's likes and its canon. */
export async function keptOf(db: Db, storyId: string): Promise<{ takes: Kept; story: Story }> {
  const [story] = await db.execute<Story>(
    sql`select take_count, like_count, voice_count from stories where id = ${storyId}`,
  );
  if (!story) throw new Error('no such story');
  const takes: Kept = {};
  for (const { id, like_count, child_count, best_child_id, branch_likes } of await rowsOf(db, storyId))
    takes[id] = { like_count, child_count, best_child_id, branch_likes };
  return { takes, story };
}

/** The same, worked out anew from who likes what and who answers whom: from the deepest takes up. */
export async function truthOf(db: Db, storyId: string): Promise<{ takes: Kept; story: Story }> {
  const rows = await rowsOf(db, storyId);
  const liked = await db.execute<{ take_id: string }>(sql`select take_id from likes where story_id = ${storyId}`);
  const voices = await db.execute(
    // Also of a database from before takes had a state.
    sql`select distinct author_id from takes where story_id = ${storyId} and coalesce(to_jsonb(takes) ->> 'state', 'shown') = 'shown'`,
  );
  const likesOf = Map.groupBy(liked, (like) => like.take_id);
  const answersTo = Map.groupBy(rows, (row) => row.parent_id);
  const worth = new Map<string, number>();
  const worthOf = ({ id }: Row): number => worth.get(id) ?? Number.NaN;
  const olderFirst = (a: Row, b: Row) => (a.created_at + a.id < b.created_at + b.id ? -1 : 1);
  const takes: Kept = {};
  for (const { id } of rows) {
    const answers = (answersTo.get(id) ?? []).sort((a, b) => worthOf(b) - worthOf(a) || olderFirst(a, b));
    const [best, ...others] = answers;
    const likes = likesOf.get(id)?.length ?? 0;
    worth.set(id, likes + (best ? worthOf(best) : 0));
    for (const other of others) Object.assign(takes[other.id] ?? {}, { branch_likes: worthOf(other) });
    takes[id] = {
      like_count: likes,
      child_count: answers.length,
      best_child_id: best?.id ?? null,
      branch_likes: null,
    };
  }
  return { takes, story: { take_count: rows.length, like_count: liked.length, voice_count: voices.length } };
}

/** The deepest first. */
const rowsOf = (db: Db, storyId: string) =>
  db.execute<Row>(sql`
    select id, parent_id, like_count, child_count, best_child_id, branch_likes,
      to_char(created_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.MS') as created_at
    from takes where story_id = ${storyId} order by depth desc`);
