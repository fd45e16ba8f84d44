import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, test } from 'vitest';
import { connect, type Db } from '@/db/client';
import { migrate } from '@/db/migrate.mjs';
import { startPostgres } from '@/scripts/setup/postgres.mjs';
import { CASES, type Case, type Kind, type Planted } from './tree-cases';
import { type Figures, measure } from './tree-load';
import { idOf, plantPeople, plantStory } from './tree-seed';
import { above, chain, comb, luck, most, randomTree, type Shape, star } from './tree-shape';

const SIZES = (process.env.BENCH_TAKES ?? '1000,1000000').split(',').map(Number);
const DEEP = 3_000;
const WIDE = 100_000;
const ONLY = new RegExp(process.env.BENCH_ONLY ?? '');
const SECONDS = Number(process.env.BENCH_EACH ?? 5);
const CONNECTIONS = 32;
/** Each of them asks that often (ms). */
const PACE_MS = 1000;

const random = luck(20);
const stories: Planted[] = [];
let db: Db;
let close = async (): Promise<void> => undefined;

/** One in ten takes is loved, a few of them by many. */
const someLikes = () => (random() < 0.1 ? Math.floor(1 / (random() + 0.02)) : 0);

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
  for (const size of SIZES) await plant(sql, `${grouped(size)} takes`, 'random', randomTree(size, someLikes, random));
  await plant(sql, `star of ${grouped(WIDE)}`, 'star', star(WIDE, someLikes));
  await plant(sql, `chain of ${grouped(DEEP)}`, 'chain', chain(DEEP));
  await plant(sql, `comb of ${grouped(DEEP)}`, 'comb', comb(DEEP));
  await plant(sql, `comb of ${grouped(DEEP)} younger`, 'comb of younger', comb(DEEP, { ofYounger: true }));
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

async function plant(sql: postgres.Sql, name: string, kind: Kind, shape: Shape): Promise<void> {
  const began = performance.now();
  const place = stories.length + 1;
  const take = (n: number) => idOf(place, n);
  const storyId = await plantStory(sql, place, shape);
  const end = most(shape.depth);
  const depth = shape.depth[end] ?? 0;
  const widest = most(shape.children);
  console.log(`${name}, depth ${depth}: planted in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  stories.push({
    name,
    kind,
    storyId,
    seed: take(0),
    end: take(end),
    middle: take(above(shape, end, Math.floor(depth / 2))),
    widest: { id: take(widest), children: shape.children[widest] ?? 0 },
    top: Array.from({ length: Math.min(24, depth) }, (_, n) => take(above(shape, end, depth - n))),
    any: () => take(Math.floor(random() * shape.size)),
  });
}

test('the queries of a tree', async () => {
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `\n${cpus().length} × ${cpus()[0]?.model}, load ${load} before; ${SECONDS} s each; ms, p50 / p95 / p99\n`,
  );
  console.log(
    `| what | story | rows | 1 connection | grown | ${CONNECTIONS}, each ${1000 / PACE_MS} a second | ${CONNECTIONS} without a pause | p95 aimed at |`,
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const each of CASES) {
    if (!ONLY.test(each.what)) continue;
    let smallest: Figures | undefined;
    for (const story of stories.filter(({ kind }) => each.of.includes(kind))) {
      const { cells, alone } = await measured(each, story, smallest);
      if (story.kind === 'random') smallest ??= alone;
      console.log(`| ${[each.what, story.name, ...cells].join(' | ')} |`);
    }
  }
});

async function measured(
  { begin, aim, aloneOnly }: Case,
  story: Planted,
  smallest: Figures | undefined,
): Promise<{ cells: string[]; alone: Figures }> {
  const once = await begin(db, story);
  let [rows, runs] = [0, 0];
  const run = async (n: number) => {
    const came = await once(n);
    rows += came;
    runs++;
  };
  // What the database and the compiler do for the first of them.
  await measure(run, { people: 1, seconds: SECONDS / 4 });
  const alone = await measure(run, { people: 1, seconds: SECONDS });
  const paced = aloneOnly ? null : await measure(run, { people: CONNECTIONS, seconds: SECONDS, everyMs: PACE_MS });
  const busy = aloneOnly ? null : await measure(run, { people: CONNECTIONS, seconds: SECONDS });
  const verdicts = [alone, paced, busy].map(
    (figures) => figures && (figures.p95 <= aim && !figures.stopped ? 'kept' : 'missed'),
  );
  const cells = [
    rows ? (rows / runs).toFixed(0) : '–',
    text(alone),
    smallest && story.kind === 'random' ? `× ${(alone.p50 / smallest.p50).toFixed(1)}` : '–',
    paced ? text(paced) : '–',
    busy ? `${text(busy)}, ${busy.perSecond.toFixed(0)}/s` : '–',
    `${aim}: ${verdicts.filter(Boolean).join(', ')}`,
  ];
  return { cells, alone };
}

const grouped = (count: number): string => count.toLocaleString('en');
const text = ({ p50, p95, p99, stopped }: Figures): string =>
  [p50, p95, p99].map((ms) => ms.toFixed(1)).join(' / ') + (stopped ? `, ${stopped} stopped` : '');
