import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { APP_ROLE } from './app-role.mjs';
import type { Db } from './client';
import { guarded } from './guard';
import { setLike } from './queries/likes';
import { addNotice } from './queries/notices';
import { publishTake } from './queries/publish';
import { getStory } from './queries/stories';
import { createGuest } from './queries/users';
import { testDatabase } from './test-database';
import { answerTo, newTake, publishSeed } from './test-takes';

const database = await testDatabase();
const { db, owner: tablesOwner } = database;
afterAll(database.close);

const newcomer = async (name: string): Promise<string> => (await createGuest(db, { name })).id;
const people = { owner: await newcomer('Ada'), member: await newcomer('Ben'), other: await newcomer('Eve') };
const hidden = await publishSeed(db, { authorId: people.owner, story: { title: 'A secret', visibility: 'private' } });
const open = await publishSeed(db, { authorId: people.other });

/** All that is kept of a story is written by its owner's own hand, but for what nobody but the system may write. */
beforeAll(async () => {
  const { storyId, id } = hidden;
  const mine = database.as(people.owner);
  await publishTake(mine, answerTo(hidden, { authorId: people.owner }));
  await setLike(mine, { storyId, takeId: id, userId: people.owner, isLiked: true });
  const sha = sql.raw("repeat('a', 64)");
  await mine.execute(sql`insert into story_members (story_id, user_id) values (${storyId}, ${people.member})`);
  await mine.execute(sql`
    insert into invitations (id, story_id, token_sha256, created_by, expires_at)
    values (${uuidv7()}, ${storyId}, ${sha}, ${people.owner}, '2100-01-01')`);
  await mine.execute(sql`
    insert into path_files (story_id, take_id, key, bytes, sha256, made_of) values (${storyId}, ${id}, 'path', 1, ${sha}, '')`);
  await mine.execute(
    sql`insert into pictures (id, user_id, story_id, bytes) values (${uuidv7()}, ${people.owner}, ${storyId}, '')`,
  );
  await database.as(people.member).execute(sql`
    insert into waiting_takes (id, story_id, parent_id, author_id, take, peaks, keys)
    values (${uuidv7()}, ${storyId}, ${id}, ${people.member}, '{}', '', '{}')`);
  await db.execute(sql`
    insert into withheld_takes (story_id, take_id, files, peaks, keys) values (${storyId}, ${id}, '{}', '', '{}')`);
  await db.execute(sql`
    insert into decisions (id, moderator_id, kind, story_id, person_id, reason)
    values (${uuidv7()}, ${people.other}, 'hide', ${storyId}, ${people.owner}, 'Said in confidence')`);
  await database.as(people.member).execute(sql`
    insert into reports (id, reporter_id, story_id, take_id, person_id, kind, words)
    values (${uuidv7()}, ${people.member}, ${storyId}, ${id}, ${people.owner}, 'other', 'Said in confidence')`);
  const told = { userId: people.owner, kind: 'answer' as const, storyId, takeId: id, byId: people.member };
  await addNotice(database.as(people.member), told);
});

/** Whom a private story's rows show themselves to, beside the system and its owner. */
const TO_WHOM: Record<string, { member: boolean; owner?: false }> = {
  stories: { member: true },
  takes: { member: true },
  likes: { member: true },
  story_voices: { member: true },
  path_files: { member: true },
  take_alignments: { member: true },
  pictures: { member: true },
  story_members: { member: true },
  waiting_takes: { member: true },
  invitations: { member: false },
  withheld_takes: { member: false, owner: false },
  decisions: { member: false, owner: false },
  // Of whoever has reported, and of whom it tells.
  reports: { member: true, owner: false },
  notices: { member: false },
};

const seen = async (as: Db, table: string): Promise<number> => {
  const storyId = sql.identifier(table === 'stories' ? 'id' : 'story_id');
  // Without a condition: what the wall keeps back is not among these.
  const rows = await as.execute<{ of: string | null }>(
    sql`select ${storyId}::text as "of" from ${sql.identifier(table)}`,
  );
  return rows.filter(({ of }) => of === hidden.storyId).length;
};

describe('a query without its condition', () => {
  test.each(Object.entries(TO_WHOM))('finds of the private ones in %s what may be seen', async (table, to) => {
    const found: Record<string, boolean> = {};
    const actors = { nobody: database.as(null), other: database.as(people.other), system: db };
    const insiders = { member: database.as(people.member), owner: database.as(people.owner) };
    for (const [name, as] of Object.entries({ ...actors, ...insiders })) found[name] = (await seen(as, table)) > 0;
    const { member, owner = true } = to;
    expect(found).toEqual({ nobody: false, other: false, system: true, member, owner });
  });

  test('finds what is public, as anybody', async () => {
    for (const as of [database.as(null), database.as(people.member)]) {
      const rows = await as.execute<{ id: string }>(sql`select id from takes`);
      expect(rows.map(({ id }) => id)).toContain(open.id);
    }
  });

  test('finds in the view of public stories nothing else, as anybody', async () => {
    const gone = await publishSeed(db, { authorId: people.other });
    const unlisted = await publishSeed(db, { story: { title: 'By its link', visibility: 'unlisted' } });
    await db.execute(sql`update stories set deleted_at = now() where id = ${gone.storyId}`);
    for (const as of [database.as(null), database.as(people.other), database.as(people.owner), db]) {
      const rows = await as.execute<{ id: string }>(sql`select id from public_stories`);
      const ids = rows.map(({ id }) => id);
      expect(ids).toContain(open.storyId);
      for (const not of [hidden, gone, unlisted]) expect(ids).not.toContain(not.storyId);
    }
  });
});

test('which stories are hidden is told to nobody: there are digests of their ids, and nothing else', async () => {
  for (const as of [database.as(null), database.as(people.owner), db]) {
    const rows = await as.execute(sql`select * from hidden_stories`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(hidden.storyId);
    expect(rows.map((row) => Object.keys(row))).toEqual(rows.map(() => ['digest']));
  }
});

test('every table that names a story stands behind the wall', async () => {
  const rows = await tablesOwner.execute<{ name: string; walled: boolean }>(sql`
    select relname as name, relrowsecurity as walled from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p') and (relname = 'stories' or exists (
      select from pg_attribute where attrelid = pg_class.oid and attname = 'story_id'))`);
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(TO_WHOM).sort());
  expect(rows.filter(({ walled }) => !walled)).toEqual([]);
});

describe('a private story', () => {
  test('takes nothing from whom it is not shown to', async () => {
    const eve = database.as(people.other);
    const { storyId, id: takeId } = hidden;
    const answer = answerTo(hidden, { authorId: people.other });
    await expect(publishTake(eve, answer)).rejects.toBeInstanceOf(AppError);
    const like = { storyId, takeId, userId: people.other, isLiked: true };
    await expect(setLike(eve, like)).rejects.toMatchObject({ code: 'story_not_found' });
    const member = sql`insert into story_members (story_id, user_id) values (${storyId}, ${people.other})`;
    await expect(guarded(() => eve.execute(member))).rejects.toMatchObject({ code: 'story_not_found' });
    expect(await eve.execute(sql`update stories set visibility = 'public' where id = ${storyId} returning id`)).toEqual(
      [],
    );
    expect(await eve.execute(sql`delete from takes where story_id = ${storyId} returning id`)).toEqual([]);
    const stolen = newTake({ authorId: people.other, storyId, story: { title: 'Mine', visibility: 'public' } });
    await expect(publishTake(eve, stolen)).rejects.toBeInstanceOf(AppError);
    expect(await getStory(db, { id: storyId })).toMatchObject({ ownerId: people.owner, visibility: 'private' });
  });

  test('takes answers and likes of whoever is invited, who lets in nobody else and may leave', async () => {
    const { storyId, id: takeId } = hidden;
    const ben = database.as(people.member);
    await publishTake(ben, answerTo(hidden, { authorId: people.member }));
    await setLike(ben, { storyId, takeId, userId: people.member, isLiked: true });
    const friend = sql`insert into story_members (story_id, user_id) values (${storyId}, ${people.other})`;
    await expect(guarded(() => ben.execute(friend))).rejects.toMatchObject({ code: 'story_not_found' });
    await ben.execute(sql`delete from story_members`);
    expect(await getStory(ben, { id: storyId })).toBeNull();
    await db.execute(sql`insert into story_members (story_id, user_id) values (${storyId}, ${people.member})`);
  });

  test('shows itself to whom it is being handed, and to nobody but its owner once it is deleted', async () => {
    const story = await publishSeed(db, { authorId: people.owner, story: { title: 'Given', visibility: 'private' } });
    const isSeen = async () => {
      const everybody = [people.owner, people.member, people.other, null];
      const found = await Promise.all(everybody.map((id) => getStory(database.as(id), { id: story.storyId })));
      return found.map((row) => row !== null);
    };
    await database.as(people.owner).execute(sql`
      update stories set handed_to = ${people.member} where id = ${story.storyId}`);
    expect(await isSeen()).toEqual([true, true, false, false]);
    await database.as(people.owner).execute(sql`
      update stories set deleted_at = now(), visibility = 'public' where id = ${story.storyId}`);
    expect(await isSeen()).toEqual([true, false, false, false]);
  });
});

test('whoever the pool served before is not who asks now', async () => {
  const one = await testDatabase({ maxConnections: 1 });
  try {
    const seed = await publishSeed(one.db, { story: { title: 'A secret', visibility: 'private' } });
    const asked = { id: seed.storyId };
    expect(await getStory(one.as(seed.authorId), asked)).not.toBeNull();
    expect(await getStory(one.as(null), asked)).toBeNull();
    await one.as(seed.authorId).transaction(async (tx) => {
      expect(await getStory(tx, asked)).not.toBeNull();
      await tx.transaction(async (inner) => expect(await getStory(inner, asked)).not.toBeNull());
    });
    await expect(one.as(seed.authorId).execute(sql`select 1 / 0`)).rejects.toThrow();
    expect(await getStory(one.as(null), asked)).toBeNull();
    const many = [seed.authorId, null, uuidv7()].map((id) => getStory(one.as(id), asked));
    expect((await Promise.all(many)).map((story) => story !== null)).toEqual([true, false, false]);
  } finally {
    await one.close();
  }
});

test('an actor is an id, and nothing else is said to the database', () => {
  for (const forged of ['*', '', `${people.owner}'`, "'; set role postgres; --"])
    expect(() => database.as(forged)).toThrow('no actor');
});

describe('the role of the app', () => {
  test('owns nothing, makes nothing and is not above the wall', async () => {
    const [role] = await tablesOwner.execute(sql`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
        (select count(*)::int from pg_class where relowner = pg_roles.oid) as tables,
        has_schema_privilege(oid, 'public', 'create') as "mayCreate"
      from pg_roles where rolname = ${APP_ROLE}`);
    expect(role).toEqual({
      ...{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolcanlogin: false },
      ...{ tables: 0, mayCreate: false },
    });
    for (const as of [db, database.as(null), database.as(people.owner)])
      expect(await as.execute(sql`select current_user::text as name`)).toEqual([{ name: APP_ROLE }]);
  });

  test('adds to the audit log and reads it, and changes nothing of it', async () => {
    await db.execute(sql`
      insert into audit_log (id, action, subject_kind, subject_id) values (${uuidv7()}, 'test', 'place', 'here')`);
    const changes = [sql`update audit_log set action = 'other'`, sql`delete from audit_log`, sql`truncate audit_log`];
    for (const change of changes)
      for (const as of [db, tablesOwner])
        await expect(as.execute(change)).rejects.toMatchObject({ cause: { code: '42501' } });
    expect(await db.execute(sql`select action from audit_log`)).toEqual([{ action: 'test' }]);
  });

  test('does not say when something was done: the database does', async () => {
    const [entry] = await db.execute(sql`
      insert into audit_log (id, at, action, subject_kind, subject_id)
      values (${uuidv7()}, now() - interval '9 years', 'test', 'place', 'here')
      returning clock_timestamp() - at < interval '1 hour' as "isNow"`);
    expect(entry).toEqual({ isNow: true });
  });

  test('works at the queues of jobs, and does not make any', async () => {
    expect(await db.execute(sql`select name from pgboss.queue where name = 'take.verify'`)).toHaveLength(1);
    await expect(db.execute(sql`create table pgboss.mine ()`)).rejects.toMatchObject({ cause: { code: '42501' } });
  });
});
