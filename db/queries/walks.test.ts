import { type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../test-database';
import { explain as explainIn } from '../test-plan';
import { publishSeed } from '../test-takes';
import {
  canonLeaf,
  PAGE_ROW,
  pathTo,
  selectAnswers,
  selectFirstAnswers,
  selectMapWalk,
  selectPage,
  type TakeRow,
} from './takes';
import { ancestry, canonFrom, neighbourhood } from './walks';

const DEEP = 3_000;
const database = await testDatabase({ maxConnections: 1 });
const { db, owner } = database;
afterAll(database.close);

let seed: TakeRow;
/** The takes of the deep path, the seed first. */
let path: string[];

beforeAll(async () => {
  // What the planner knows stays what it was told: that stories have one take each, until the test says otherwise.
  await owner.execute(sql`alter table takes set (autovacuum_enabled = false)`);
  for (let n = 0; n < 200; n++) await publishSeed(db);
  seed = await publishSeed(db);
  await owner.execute(sql`analyze`);
  path = [seed.id, ...Array.from({ length: DEEP }, () => uuidv7())];
  await addPath(seed, path);
});

/** Takes of one second each, one below the other, as the trigger lets them in; counted here, for it counts them one by one. */
async function addPath(root: TakeRow, ids: string[]): Promise<void> {
  await owner.execute(sql`alter table takes disable trigger takes_keep_story`);
  await db.execute(sql`
    insert into takes (story_id, id, parent_id, author_id, start_ms, duration_ms, stem_key, stem_bytes, stem_sha256,
      mix_key, mix_bytes, mix_sha256, peaks, gain_db, align_method, align_error_ms, child_count, best_child_id, branch_likes)
    select ${root.storyId}, ids[n], ids[n - 1], ${root.authorId}, 10000 + (n - 2) * 1000, 1000, 'stem/' || ids[n], 1,
      repeat('a', 64), 'mix/' || ids[n], 1, repeat('b', 64), '\\x00', 0, 'measured', 0,
      num_nonnulls(ids[n + 1]), ids[n + 1],
      case when n = 2 and exists (select from takes where parent_id = ids[1]) then 0 end
    from (select ${`{${ids.join(',')}}`}::uuid[] as ids) as path, generate_series(2, ${ids.length}) as n order by n`);
  await db.execute(sql`
    update takes set child_count = child_count + 1, best_child_id = coalesce(best_child_id, ${ids[1]}) where id = ${root.id}`);
  await owner.execute(sql`alter table takes enable trigger takes_keep_story`);
}

/** As somebody who is asked whether they may see it. */
const explain = (query: SQL) => explainIn(database.as(uuidv7()), query);

test(`a path of depth ${DEEP} comes back whole and in order`, async () => {
  const rows = await pathTo(db, { storyId: seed.storyId, id: path.at(-1) ?? '' });
  expect(rows.map((row) => row.id)).toEqual(path);
  expect(await canonLeaf(db, seed)).toBe(path.at(-1));
});

test('every read of a tree looks takes up one by one, whatever the planner believes and however much else there is', async () => {
  const { storyId } = seed;
  const steps = { shallow: 36, deep: DEEP + 1 };
  const up = (id: string | undefined) => selectPage(ancestry({ storyId, id: id ?? '' }, PAGE_ROW));
  const around = (id: string | undefined) =>
    selectMapWalk(db, seed, neighbourhood({ storyId, id: id ?? '' }), sql`walk.near`).getSQL();
  const last = ['2100-01-01T00:00:00Z', seed.id];
  const cursor = Buffer.from(JSON.stringify([1, ...last])).toString('base64url');
  const costs = async () => ({
    shallow: await explain(up(path[steps.shallow - 1])),
    deep: await explain(up(path[DEEP])),
    canon: await explain(selectPage(canonFrom(seed, PAGE_ROW))),
    answers: await explain(selectAnswers(db, { ...seed, most: 25, cursor: null }).getSQL()),
    more: await explain(selectAnswers(db, { ...seed, most: 25, cursor }).getSQL()),
    forks: await explain(selectFirstAnswers(db, { storyId, ids: path.slice(0, 24), each: 9 }).getSQL()),
    around: await explain(around(path[1_500])),
    aroundSeed: await explain(around(seed.id)),
  });
  const uninformed = await costs();
  await owner.execute(sql`analyze`);
  const informed = await costs();
  for (let n = 0; n < 12; n++) {
    const other = await publishSeed(db);
    await addPath(other, [other.id, ...Array.from({ length: 2_500 }, () => uuidv7())]);
    // Inside the same story too, where nothing but the index tells the paths apart.
    await addPath(seed, [seed.id, ...Array.from({ length: 500 }, () => uuidv7())]);
  }
  await owner.execute(sql`analyze`);
  const grown = await costs();
  for (const { shallow, deep, canon, ...reads } of [uninformed, informed, grown]) {
    for (const { wholeTables } of [shallow, deep, canon, ...Object.values(reads)])
      expect(wholeTables).not.toContain('takes');
    const ofTakes = [shallow, deep, canon].flatMap(({ indexes }) => indexes.filter((name) => name.startsWith('takes')));
    expect(new Set(ofTakes)).toEqual(new Set(['takes_id']));
    for (const { indexes } of [reads.answers, reads.more, reads.forks]) expect(indexes).toContain('takes_children');
    // Each take is looked up once: a descent of an index, at most four pages, its row, its author's, and whether its story is hidden.
    expect(shallow.pages).toBeLessThan(9 * steps.shallow + 50);
    expect(deep.pages).toBeLessThan(9 * steps.deep);
    expect(canon.pages).toBeLessThan(9 * steps.deep);
    expect(reads.answers.pages).toBeLessThan(250);
    expect(reads.more.pages).toBeLessThan(250);
    expect(reads.forks.pages).toBeLessThan(24 * 20);
    for (const { pages } of [reads.around, reads.aroundSeed]) expect(pages).toBeLessThan(200 * 20 + 60 * 10);
  }
});
