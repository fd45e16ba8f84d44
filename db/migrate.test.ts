import { readFileSync } from 'node:fs';
import { getTableName, isTable, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { migrate } from './migrate.mjs';
import * as people from './people';
import * as schema from './schema';
import { keptOf, truthOf } from './test-canon';
import { testDatabase } from './test-database';

const database = await testDatabase({ empty: true });
const { owner } = database;
afterAll(database.close);

const tables = sql`select tablename from pg_tables where schemaname = 'public' order by 1`;
const applied = sql`select hash from drizzle.__drizzle_migrations order by id`;

test('an empty database gets the whole schema, also from many at once, and repeating changes nothing', async () => {
  await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
  const names = (await owner.execute(tables)).map((row) => row.tablename);
  const expected = [...Object.values(schema), ...Object.values(people)].flatMap((is) =>
    isTable(is) ? getTableName(is) : [],
  );
  expect(names).toEqual(expected.sort());
  const before = await owner.execute(applied);
  expect(before.length).toBeGreaterThan(1);
  await migrate(database.url);
  expect(await owner.execute(applied)).toEqual(before);
});

test('takes from before there was a canon get one, and their tellers are the voices of their stories', async () => {
  const { url, close } = await testDatabase({ empty: true });
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const apply = (name: string) => client.unsafe(readFileSync(`db/migrations/${name}.sql`, 'utf8'));
    for (const name of ['0000_first_story', '0001_timeline_rule', '0002_in_time', '0003_moved_takes'])
      await apply(name);
    for (const name of ['0004_verified_takes', '0005_heard_mix']) await apply(name);
    const [ada, bob, storyId] = [uuidv7(), uuidv7(), uuidv7()];
    await client`insert into users values (${ada}, 'Ada', 'guest'), (${bob}, 'Bob', 'guest')`;
    await client`insert into stories (id, title, owner_id, visibility, take_count) values (${storyId}, 'Old', ${ada}, 'public', 6)`;
    const ids: string[] = [];
    for (const parent of [null, 0, 0, 0, 1, 4]) {
      const [id, depth] = [uuidv7(), parent === null ? 0 : parent === 0 ? 1 : parent === 1 ? 2 : 3];
      const row = { story_id: storyId, id, parent_id: parent === null ? null : (ids[parent] ?? ''), depth };
      const file = (kind: string) => ({
        [`${kind}_key`]: id,
        [`${kind}_bytes`]: 1,
        [`${kind}_sha256`]: 'a'.repeat(64),
      });
      const sound = { peaks: Buffer.of(1), gain_db: 0, align_method: 'none', align_error_ms: 0 };
      const take = { ...row, author_id: parent === 1 ? bob : ada, start_ms: depth * 1_000, duration_ms: 1_000 };
      await client`insert into takes ${client({ ...take, ...file('stem'), ...file('mix'), ...sound })}`;
      await client`update takes set child_count = child_count + 1 where id = ${take.parent_id}`;
      ids.push(id);
    }
    await apply('0006_living_tree');
    const db = drizzle(client);
    const { takes, story } = await keptOf(db, storyId);
    expect(takes).toEqual((await truthOf(db, storyId)).takes);
    expect(story).toMatchObject({ like_count: 0, take_count: 6 });
    const voices = await client`select user_id from story_voices where story_id = ${storyId} order by user_id`;
    expect(voices.map((voice) => voice.user_id)).toEqual([ada, bob]);
  } finally {
    await client.end();
    await close();
  }
});
