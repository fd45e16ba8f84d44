import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, test } from 'vitest';
import { connect, type Db } from '@/db/client';
import { migrate } from '@/db/migrate.mjs';
import { setLike } from '@/db/queries/likes';
import { publishTake } from '@/db/queries/publish';
import { answersPage, canonBelow, getTake, pathTo, takesAround } from '@/db/queries/takes';
import { answerTo } from '@/db/test-takes';
import { startPostgres } from '@/scripts/setup/postgres.mjs';
import { type Figures, measure } from './tree-load';
import { idOf, PEOPLE, personOf, plantPeople, plantStory } from './tree-seed';
import { chain, deepest, luck, randomTree, type Shape } from './tree-shape';

const SIZES = (process.env.BENCH_TAKES ?? '1000,1000000').split(',').map(Number);
const CHAIN = 3_000;
const ONLY = new RegExp(process.env.BENCH_ONLY ?? '');
const SECONDS = Number(process.env.BENCH_EACH ?? 5);
const CONNECTIONS = 32;
/** Each of them asks that often (ms). */
const PACE_MS = 1000;

/** A story that is measured: where a path ends, and takes to answer and to like. */
type Planted = { name: string; storyId: string; seed: string; end: string; any: () => string };

const random = luck(20);
const stories: Planted[] = [];
let db: Db;
let close = async (): Promise<void> => undefined;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tap-story-tree-'));
  // As root the server runs as another user, who must pass.
  await chmod(folder, 0o711);
  // As `npm start` starts it: what is committed is on the disk.
  const server = await startPostgres({ folder: join(folder, 'postgres'), password: 'of-no-worth', detached: false });
  close = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  await migrate(server.url);
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined });
  await plantPeople(sql);
  for (const [n, size] of SIZES.entries()) {
    const tree = randomTree(size, () => (random() < 0.1 ? Math.floor(1 / (random() + 0.02)) : 0), random);
    stories.push(await plant(sql, `${size.toLocaleString('en')} takes`, n + 1, tree));
  }
  stories.push(await plant(sql, `chain of ${CHAIN.toLocaleString('en')}`, SIZES.length + 1, chain(CHAIN)));
  await sql`vacuum analyze`;
  await sql`checkpoint`;
  await sql.end();
  const connection = connect(server.url, { maxConnections: CONNECTIONS });
  db = connection.db;
  const stop = close;
  close = async () => {
    await connection.close();
    await stop();
  };
});
afterAll(() => close());

async function plant(sql: postgres.Sql, name: string, kind: number, shape: Shape): Promise<Planted> {
  const began = performance.now();
  const storyId = await plantStory(sql, kind, shape);
  const end = deepest(shape);
  console.log(`${name}, depth ${shape.depth[end]}: planted in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  const any = () => idOf(kind, Math.floor(random() * shape.size));
  return { name, storyId, seed: idOf(kind, 0), end: idOf(kind, end), any };
}

const reads: Record<string, (story: Planted) => Promise<unknown>> = {
  'ancestors of the deepest': ({ storyId, end }) => pathTo(db, { storyId, id: end }),
  'page of answers': ({ storyId, any }) => answersPage(db, { storyId, id: any(), limit: 24, cursor: null }),
  'neighbourhood (200)': ({ storyId, any }) => takesAround(db, { storyId, id: any() }),
  'canon of the story': ({ storyId, seed }) => canonBelow(db, { storyId, id: seed }),
};

/** Likes a take, and every other time takes back what was liked before: each of them changes something. */
const liked: { storyId: string; takeId: string; userId: string }[] = [];
let count = 0;
/** The first of all people have planted likes. */
const WHO_LIKED = 100;
function like(storyId: string, takeId: string, n: number): Promise<unknown> {
  const back = n % 2 ? liked.pop() : undefined;
  if (back) return setLike(db, { ...back, isLiked: false });
  const userId = personOf(WHO_LIKED + (count++ % (PEOPLE - WHO_LIKED)));
  const fresh = { storyId, takeId, userId };
  return setLike(db, { ...fresh, isLiked: true }).then(() => liked.push(fresh));
}

const writes: Record<string, (story: Planted, n: number) => Promise<unknown>> = {
  like: ({ storyId, any }, n) => like(storyId, any(), n),
  'like of the deepest': ({ storyId, end }, n) => like(storyId, end, n),
  publish: async (story, n) => {
    const parent = await getTake(db, { storyId: story.storyId, id: story.any() });
    if (!parent) throw new Error('no such take');
    await publishTake(db, answerTo(parent, { id: uuidv7(), authorId: personOf(n) }));
  },
};

test('the queries of a tree', async () => {
  console.log(`\n${cpus().length} × ${cpus()[0]?.model}; ${SECONDS} s each; ms, p50 / p95 / p99\n`);
  console.log(
    `| what | story | 1 connection | grown | ${CONNECTIONS}, each ${1000 / PACE_MS} a second | ${CONNECTIONS} without a pause |`,
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const [what, run] of Object.entries({ ...reads, ...writes })) {
    if (!ONLY.test(what)) continue;
    let smallest: Figures | undefined;
    for (const story of stories) {
      const once = (n: number) => run(story, n);
      for (let n = 0; n < 20; n++) await once(n);
      const alone = await measure(once, { people: 1, seconds: SECONDS });
      const paced = await measure(once, { people: CONNECTIONS, seconds: SECONDS, everyMs: PACE_MS });
      const all = await measure(once, { people: CONNECTIONS, seconds: SECONDS });
      smallest ??= alone;
      const grown = `× ${(alone.p50 / smallest.p50).toFixed(1)}`;
      const busy = `${text(all)}, ${all.perSecond.toFixed(0)}/s`;
      console.log(`| ${[what, story.name, text(alone), grown, text(paced), busy].join(' | ')} |`);
    }
  }
});

const text = ({ p50, p95, p99 }: Figures): string => [p50, p95, p99].map((ms) => ms.toFixed(1)).join(' / ');
