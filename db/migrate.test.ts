import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { migrate } from './migrate.mjs';
import { testDatabase } from './test-database';

const database = await testDatabase({ empty: true });
afterAll(database.close);

const tables = sql`select tablename from pg_tables where schemaname = 'public' order by 1`;
const applied = sql`select hash from drizzle.__drizzle_migrations order by id`;

test('an empty database gets the whole schema, also from many at once, and repeating changes nothing', async () => {
  await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
  const names = (await database.db.execute(tables)).map((row) => row.tablename);
  expect(names).toEqual(['stories', 'take_alignments', 'takes', 'users']);
  const before = await database.db.execute(applied);
  expect(before.length).toBeGreaterThan(1);
  await migrate(database.url);
  expect(await database.db.execute(applied)).toEqual(before);
});
