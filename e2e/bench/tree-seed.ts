import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type postgres from 'postgres';
import type { Shape } from './tree-shape';

const TAKE_MS = 5_000;
/** 20 values a second. */
const PEAKS_HEX = Buffer.alloc((TAKE_MS / 1000) * 20, 100).toString('hex');
const FIRST_MS = Date.UTC(2026, 0, 1);

/** As version 7 makes them: in the order of time, with something at their end that tells stories apart. */
export function idOf(kind: number, n: number): string {
  const hex = (FIRST_MS + n).toString(16).padStart(12, '0');
  const rest = createHash('md5').update(`${kind}/${n}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

/** Who takes part everywhere. */
export const PEOPLE = 1_000;
const PEOPLE_KIND = 0;
export const personOf = (n: number): string => idOf(PEOPLE_KIND, n % PEOPLE);

export const plantPeople = (sql: postgres.Sql): Promise<void> =>
  copy(
    sql,
    'users (id, name, kind)',
    rows(PEOPLE, (n) => [personOf(n), `Voice ${n}`, 'guest']),
  );

/** A story as the app would have made it, without a trigger or a key being asked for each row. */
export async function plantStory(sql: postgres.Sql, kind: number, shape: Shape): Promise<string> {
  const storyId = idOf(1_000 + kind, 0);
  const take = (n: number) => (n < 0 ? '\\N' : idOf(kind, n));
  const likeCount = shape.likes.reduce((sum, likes) => sum + likes, 0);
  const longest = shape.depth.reduce((most, depth) => Math.max(most, depth), 0);
  await sql`insert into stories (id, title, owner_id, visibility, take_count, voice_count, like_count, duration_ms)
    values (${storyId}, ${`A story of ${shape.size} takes`}, ${personOf(0)}, 'public', ${shape.size},
      ${Math.min(shape.size, PEOPLE)}, ${likeCount}, ${(longest + 1) * TAKE_MS})`;
  await copy(
    sql,
    `takes (story_id, id, parent_id, author_id, depth, start_ms, duration_ms, stem_key, stem_bytes, stem_sha256, mix_key,
      mix_bytes, mix_sha256, peaks, gain_db, align_method, align_error_ms, child_count, like_count, best_child_id,
      branch_likes, created_at)`,
    rows(shape.size, (n) => {
      const [id, parent, depth] = [take(n), shape.parent[n]!, shape.depth[n]!];
      const isAside = parent >= 0 && shape.best[parent] !== n;
      const sha256 = createHash('sha256').update(id).digest('hex');
      return [
        ...[storyId, id, take(parent), personOf(n), depth, depth * TAKE_MS, TAKE_MS],
        ...[`audio/${id}/stem.flac`, 200_000, sha256, `audio/${id}/mix.m4a`, 80_000, sha256],
        ...[`\\\\x${PEAKS_HEX}`, 1.5, parent < 0 ? 'none' : 'measured', 0, shape.children[n]!, shape.likes[n]!],
        ...[take(shape.best[n]!), isAside ? shape.value[n]! : '\\N', new Date(FIRST_MS + n).toISOString()],
      ];
    }),
  );
  await copy(sql, 'likes (story_id, user_id, take_id)', likeRows(storyId, shape, take));
  await copy(
    sql,
    'story_voices (user_id, story_id)',
    rows(Math.min(shape.size, PEOPLE), (n) => [personOf(n), storyId]),
  );
  await sql`analyze takes`;
  const forks = Array.from({ length: 300 }, (_, n) => take(Math.floor((n / 300) * shape.size)));
  const wrong = await wrongForks(sql, storyId, forks);
  if (wrong > 0) throw new Error(`${wrong} forks were planted that the database's own functions do not believe`);
  return storyId;
}

/** How many of these takes go on another way, or know less of their answers, than the app's own functions find. */
async function wrongForks(sql: postgres.Sql, storyId: string, ids: string[]): Promise<number> {
  const [row] = await sql<{ wrong: number }[]>`
    with answer as (
      select fork.id as fork, fork.best_child_id, fork.child_count, child.id, child.branch_likes,
        branch_value(${storyId}, child.id, null) as worth, child.created_at
      from unnest(${ids}::uuid[]) as asked (id)
      join takes as fork on fork.id = asked.id
      left join takes as child on child.story_id = ${storyId} and child.parent_id = fork.id
    ),
    told as (
      select *, first_value(id) over (partition by fork order by worth desc, created_at, id) as best,
        count(id) over (partition by fork) as children
      from answer
    )
    select count(*)::int as wrong from told
    where best is distinct from best_child_id or children <> child_count
      or branch_likes is distinct from case when id <> best then worth end`;
  return row?.wrong ?? Number.NaN;
}

function* likeRows(storyId: string, { likes, size }: Shape, take: (n: number) => string): Generator<string> {
  for (let n = 0; n < size; n++)
    for (let like = 0; like < likes[n]!; like++) yield `${[storyId, personOf(like), take(n)].join('\t')}\n`;
}

function* rows(size: number, row: (n: number) => (string | number)[]): Generator<string> {
  for (let n = 0; n < size; n++) yield `${row(n).join('\t')}\n`;
}

async function copy(sql: postgres.Sql, into: string, lines: Generator<string>): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    const sink = await tx.unsafe(`copy ${into} from stdin`).writable();
    await pipeline(Readable.from(chunks(lines)), sink);
  });
}

/** A line alone would cost a turn of the event loop. */
function* chunks(lines: Generator<string>): Generator<Buffer> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < 256 * 1024) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}
