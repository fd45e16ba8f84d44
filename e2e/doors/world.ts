import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'next-auth/jwt';
import postgres from 'postgres';
import { v4 as uuid } from 'uuid';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { MortalApp } from '../mortal-app';
import { ACTORS, type Actor } from './words';

/** The title of every private story: nobody else is told. */
export const SECRET = 'Behind the door';

type StoryOptions = {
  visibility?: 'public' | 'unlisted' | 'private';
  whoRecords?: 'anyone' | 'members' | 'invited';
  isClosed?: boolean;
  isDeleted?: boolean;
};
/** A story of the owner's with a seed of theirs and an answer by the author; the invited one is a member of it. */
export type MadeStory = { storyId: string; seedId: string; answerId: string };

export type World = Awaited<ReturnType<typeof openWorld>>;

/** The people who knock at the doors of an app, and what they knock for. Rows are put into its database, beside the app's own rights. */
export async function openWorld(app: MortalApp) {
  const sql = postgres(app.databaseUrl(), { max: 4, onnotice: () => undefined });
  const people = await arrive(app, sql);
  const idOf = (actor: Actor): string => people[actor].id;

  async function story(options: StoryOptions = {}): Promise<MadeStory> {
    const { visibility = 'unlisted', whoRecords = 'anyone', isClosed = false, isDeleted = false } = options;
    const made = { storyId: uuid(), seedId: uuid(), answerId: uuid() };
    const { storyId, seedId, answerId } = made;
    await sql.begin(async (tx) => {
      await tx`insert into stories (id, title, owner_id, visibility, who_records)
        values (${storyId}, ${visibility === 'private' ? SECRET : 'A door'}, ${idOf('o')}, ${visibility}, ${whoRecords})`;
      await tx`insert into takes ${tx(takeRow({ storyId, id: seedId, parentId: null, authorId: idOf('o'), startMs: 0 }))}`;
      await tx`insert into takes ${tx(takeRow({ storyId, id: answerId, parentId: seedId, authorId: idOf('a'), startMs: 3_000 }))}`;
      await tx`insert into story_members (story_id, user_id, invited_by) values (${storyId}, ${idOf('i')}, ${idOf('o')})`;
      if (isClosed) await tx`update stories set closed_at = now() where id = ${storyId}`;
      if (isDeleted) await tx`update stories set deleted_at = now() where id = ${storyId}`;
    });
    return made;
  }

  const one = async (table: string, row: Record<string, unknown>): Promise<string> => {
    const id = uuid();
    await sql`insert into ${sql(table)} ${sql({ id, ...row })}`;
    return id;
  };

  return {
    origin: app.origin,
    sql,
    story,
    idOf,
    async titleOf(storyId: string): Promise<string> {
      const [row] = await sql<{ title: string }[]>`select title from stories where id = ${storyId}`;
      return row?.title ?? '';
    },
    /** Somebody who has never knocked. */
    stranger: (role = 'member') => one('users', { name: 'Somebody', role }),
    /** A guest has reported the author's answer. */
    report: ({ storyId, answerId }: MadeStory) =>
      one('reports', {
        reporter_id: idOf('g'),
        story_id: storyId,
        take_id: answerId,
        person_id: idOf('a'),
        kind: 'spam',
      }),
    /** The moderator has hidden the author's answer; `isAppealed`: which the author does not take. */
    async decision({ storyId, answerId }: MadeStory, isAppealed = false) {
      const appeal = isAppealed ? { appeal: 'It is a song.', appealed_at: new Date() } : {};
      await sql`update takes set state = 'hidden' where story_id = ${storyId} and id = ${answerId}`;
      return one('decisions', {
        moderator_id: idOf('M'),
        kind: 'hide',
        story_id: storyId,
        take_id: answerId,
        person_id: idOf('a'),
        reason: 'Noise.',
        ...appeal,
      });
    },
    notice: (of: Actor, storyId: string) => one('notices', { user_id: idOf(of), kind: 'answer', story_id: storyId }),
    /** What stands in the link. `ended`: it is over. */
    async invitation({ storyId }: MadeStory, ended = false) {
      const token = `${uuid()}${uuid()}`;
      const id = await one('invitations', {
        story_id: storyId,
        token_sha256: createHash('sha256').update(token).digest('hex'),
        created_by: idOf('o'),
        most_uses: 5,
        expires_at: new Date(Date.now() + 3_600_000),
        ...(ended && { revoked_at: new Date() }),
      });
      return { id, token };
    },
    /** A take of the author's waits for the owner. */
    async waiting({ storyId, seedId }: MadeStory) {
      const id = uuid();
      const { stem_key: key } = takeRow({ storyId, id, parentId: seedId, authorId: idOf('a'), startMs: LENGTH_MS });
      const file = { key, bytes: 1_000, sha256: SHA };
      await sql`insert into waiting_takes ${sql({
        id,
        story_id: storyId,
        parent_id: seedId,
        author_id: idOf('a'),
        take: sql.json({
          id,
          storyId,
          parentId: seedId,
          authorId: idOf('a'),
          startMs: LENGTH_MS,
          durationMs: LENGTH_MS,
          stem: file,
          mix: { ...file, key: mixKey(id) },
          gainDb: 0,
          alignment: NOT_ALIGNED,
          gear: null,
          margins: null,
        }),
        peaks: Buffer.alloc(60, 100),
        keys: [key],
      })}`;
      return id;
    },
    /** Another device on which somebody is signed in. */
    sessionOf: (actor: Actor) =>
      one('sessions', { user_id: idOf(actor), token_sha256: randomBytes(32).toString('hex'), client: 'Firefox' }),
    /** A picture; of a story's cover. */
    picture: (story: MadeStory | null = null) =>
      one('pictures', {
        user_id: idOf('o'),
        ...(story && { story_id: story.storyId }),
        bytes: Buffer.from('RIFF----WEBP'),
      }),
    /** What the actor's browser sends along. */
    cookieOf: (actor: Actor): string => people[actor].cookie,
    /** Nothing has it. */
    nobodys: uuid,
    close: () => sql.end(),
  };
}

type Person = { id: string; cookie: string };

async function arrive(app: MortalApp, sql: postgres.Sql): Promise<Record<Actor, Person>> {
  const entries: [Actor, Person][] = [];
  for (const actor of ACTORS)
    entries.push([actor, actor === 'n' ? { id: uuid(), cookie: '' } : await signIn(app.origin, sql, `Actor ${actor}`)]);
  const people = Object.fromEntries(entries) as Record<Actor, Person>;
  const ids = (letters: string) => [...letters].map((letter) => people[letter as Actor].id);
  // With a password that nobody knows.
  await sql`
    update users set role = 'member', email = lower(id::text) || '@example.org', password_hash = ${`$2b$12$${'a'.repeat(53)}`}
    where id in ${sql(ids('maoibsMAxe'))}`;
  await sql`update users set role = 'moderator' where id = ${people.M.id}`;
  await sql`update users set role = 'admin' where id = ${people.A.id}`;
  await sql`update users set suspended_at = now() where id = ${people.s.id}`;
  for (const blocker of ids('oa'))
    await sql`insert into blocks (blocker_id, blocked_id) values (${blocker}, ${people.b.id})`;
  // As endSessions does it.
  await sql`delete from sessions where user_id = ${people.e.id}`;
  await sql`update users set epoch = epoch + 1 where id = ${people.e.id}`;
  return { ...people, x: { ...people.x, cookie: await expired(app.dataDir, people.x) } };
}

/** Through the app's own front door, with its cookies as a browser keeps them. */
async function signIn(origin: string, sql: postgres.Sql, name: string): Promise<Person> {
  const jar = new Map<string, string>();
  const keep = (answer: Response) => {
    for (const line of answer.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(key, value);
    }
  };
  const cookie = () => [...jar].map(([key, value]) => `${key}=${value}`).join('; ');
  const csrf = await fetch(`${origin}/api/auth/csrf`);
  keep(csrf);
  const { csrfToken } = await csrf.json();
  const entered = await fetch(`${origin}/api/auth/callback/guest`, {
    method: 'POST',
    headers: { cookie: cookie(), origin },
    body: new URLSearchParams({ csrfToken, name, json: 'true' }),
  });
  keep(entered);
  if (!entered.ok) throw new Error(`${name} is not let in: ${entered.status} ${await entered.text()}`);
  const [row] = await sql<{ id: string }[]>`select id from users where name = ${name}`;
  if (!row) throw new Error(`${name} has no row`);
  return { id: row.id, cookie: cookie() };
}

/** What was signed for somebody, too long ago, on a device that has forgotten its token. */
async function expired(dataDir: string, { id, cookie }: Person): Promise<string> {
  const { NEXTAUTH_SECRET: secret } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  const [name] = /[\w.-]*session-token/.exec(cookie) ?? [];
  const token = await encode({ token: { sub: id, sid: uuid(), epoch: 0 }, secret, maxAge: -60 });
  return `${name}=${token}`;
}

const SHA = 'a'.repeat(64);
const LENGTH_MS = 3_000;

const stemKey = (takeId: string): string => `audio/${takeId}/${uuid()}-stem.flac`;
export const mixKey = (takeId: string): string => `audio/${takeId}/${uuid()}-mix.m4a`;

type Place = { storyId: string; id: string; parentId: string | null; authorId: string; startMs: number };

/** A take whose files are nowhere: who may have them is asked before anybody looks. */
const takeRow = ({ storyId, id, parentId, authorId, startMs }: Place) => ({
  story_id: storyId,
  id,
  parent_id: parentId,
  author_id: authorId,
  start_ms: startMs,
  duration_ms: LENGTH_MS,
  stem_key: stemKey(id),
  stem_bytes: 1_000,
  stem_sha256: SHA,
  mix_key: mixKey(id),
  mix_bytes: 1_000,
  mix_sha256: SHA,
  ...(parentId && { margins_key: `audio/${id}/${uuid()}-margins.flac`, margins_bytes: 1_000, margins_sha256: SHA }),
  peaks: Buffer.alloc(60, 100),
  gain_db: 0,
  align_method: 'none',
  align_error_ms: 0,
});
