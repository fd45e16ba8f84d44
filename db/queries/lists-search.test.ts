import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../test-database';
import { explain } from '../test-plan';
import { type ListedStory, listStories, selectStories } from './lists';

/** More than what counts as common. */
const MANY = 2_500;
const FEW = 100;
const database = await testDatabase({ maxConnections: 1 });
const { db, owner } = database;
afterAll(database.close);

const somebody = database.as('01890000-0000-7000-8000-000000000001');
const wanted = { list: 'growing', actorId: null, limit: 24, cursor: null } as const;
const listed = async (search: string) => (await listStories(db, { ...wanted, search })).stories;
const titles = async (search: string) => (await listed(search)).map(({ title }) => title);

/** Of the nth story, teller or guest. */
const idOf = (kind: 's' | 'u' | 'g', n: 'n' | number = 'n') =>
  sql.raw(`overlay(md5('${kind}' || ${n}) placing '4000a' from 13)::uuid`);

beforeAll(async () => {
  // What the planner knows stays what it was told: that there are few of everything, until the test says otherwise.
  for (const table of ['users', 'stories', 'takes', 'story_voices'])
    await owner.execute(sql.raw(`alter table ${table} set (autovacuum_enabled = false)`));
  // Counted here: the triggers count takes one by one.
  await owner.execute(sql`alter table takes disable trigger user`);
  await addStories(1, FEW);
  await owner.execute(sql`analyze`);
  await addStories(FEW + 1, MANY);
  await owner.execute(sql`alter table takes enable trigger user`);

  const rename = (story: number, title: string) =>
    db.execute(sql`update stories set title = ${title} where id = ${idOf('s', story)}`);
  await rename(MANY, 'Zéphyr 🌊 Ørkan');
  await rename(MANY - 1, '暗い物語');
  await db.execute(sql`update users set name = 'Zoë Quill' where id = ${idOf('u', 17)}`);
});

/** The nth person tells the first voice of the nth story, and a guest the second; the higher its number, the older it is. */
async function addStories(from: number, to: number): Promise<void> {
  const n = sql.raw(`generate_series(${from}, ${to}) as n`);
  await db.execute(sql`
    insert into users (id, name, role) select ${idOf('u')}, 'Teller ' || n, 'guest' from ${n}
    union all select ${idOf('g')}, 'Guest', 'guest' from ${n}`);
  await db.execute(sql`
    insert into stories (id, title, owner_id, visibility, take_count, voice_count, duration_ms, grown_at)
    select ${idOf('s')}, case when n % 3 = 0 then 'A walk, part ' || n else 'Untitled story ' || n end, ${idOf('u')},
      'public', 1, 1, 1000, '2026-01-01'::timestamptz - n * interval '1 minute' from ${n}`);
  await db.execute(sql`
    insert into story_voices select ${idOf('u')}, ${idOf('s')} from ${n} union all select ${idOf('g')}, ${idOf('s')} from ${n}`);
  await db.execute(sql`
    insert into takes (story_id, id, author_id, start_ms, duration_ms, stem_key, stem_bytes, stem_sha256, mix_key, mix_bytes,
      mix_sha256, peaks, gain_db, align_method, align_error_ms)
    select ${idOf('s')}, ${idOf('s')}, ${idOf('u')}, 0, 10000, 's/' || n, 1, repeat('a', 64), 'm/' || n, 1, repeat('b', 64),
      '\\x00', 0, 'none', 0 from ${n}`);
}

describe('one story among thousands is found', () => {
  const rare: [string, string][] = [
    ['zephyr', 'Zéphyr 🌊 Ørkan'],
    ['ZÉPHYR', 'Zéphyr 🌊 Ørkan'],
    ['ork', 'Zéphyr 🌊 Ørkan'],
    ['hy ka', 'Zéphyr 🌊 Ørkan'],
    ['🌊', 'Zéphyr 🌊 Ørkan'],
    ['物語', '暗い物語'],
    ['語', '暗い物語'],
  ];
  test.each(rare)('by its title: %s', async (search, title) => {
    expect(await titles(search)).toEqual([title]);
  });

  test.each(['zoe', 'ZOË', 'zoë quill', 'qu oe'])('by a voice: %s', async (search) => {
    expect(await titles(search)).toEqual(['Untitled story 17']);
  });
});

describe('of what is common, the first of the list are found', () => {
  const isWalk = ({ title }: ListedStory) => title.startsWith('A walk');
  test('in titles, page after page', async () => {
    const everything = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listStories>> = await listStories(db, {
        ...wanted,
        search: 'alk',
        limit: 1_000,
        cursor,
      });
      everything.push(...page.stories);
      cursor = page.nextCursor;
    } while (cursor);
    expect(everything).toHaveLength(Math.floor(MANY / 3) - 1);
    expect(everything.every(isWalk)).toBe(true);
    expect(everything[0]?.title).toBe('A walk, part 3');
  });

  test('in names', async () => {
    const found = await titles('guest');
    expect(found).toHaveLength(24);
    expect(found[0]).toBe('Untitled story 1');
    expect(found[23]).toBe('A walk, part 24');
  });

  test('that are what was looked for', async () => {
    expect(await titles('untitled walk')).toEqual([]);
    expect((await titles('untitled 59')).at(0)).toBe('Untitled story 59');
  });
});

test('no search goes through all stories or all people, whatever the planner believes', async () => {
  const rare = ['zephyr', 'zq', '🌊', '語', 'zoë', 'nowhere'];
  const common = ['un', 'untitled', 'e', 'alk', 'guest', 'teller', 'untitled walk'];
  const costs = async () => {
    const all = [];
    for (const list of ['growing', 'loved'] as const)
      for (const search of [...rare, ...common])
        all.push({
          list,
          search,
          ...(await explain(somebody, selectStories(somebody, { ...wanted, list, search }).getSQL())),
        });
    return all;
  };
  const uninformed = await costs();
  await owner.execute(sql`analyze`);
  for (const { list, search, wholeTables, pages } of [...uninformed, ...(await costs())]) {
    if (rare.includes(search)) expect(wholeTables, `${list}: ${search}`).toEqual([]);
    expect(pages, `${list}: ${search}`).toBeLessThan(rare.includes(search) ? 150 : 1_500);
  }
});

describe('a name of more people than count as few', () => {
  const addPeople = (name: string) =>
    db.execute(sql`
      insert into users (id, name, role)
      select overlay(md5(${name} || n) placing '4000a' from 13)::uuid, ${name}, 'guest' from generate_series(1, ${MANY}::int) as n`);

  test('is found where they are all in one story', async () => {
    await addPeople('Miró');
    await db.execute(sql`insert into story_voices select id, ${idOf('s', 1_700)} from users where name = 'Miró'`);
    expect(await titles('miro')).toEqual(['Untitled story 1700']);
  });

  test('is not found where none of them has a voice', async () => {
    await addPeople('Wordsworth');
    expect(await titles('wordsworth')).toEqual([]);
  });
});
