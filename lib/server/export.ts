import 'server-only';
import { downloadZip } from 'client-zip';
import {
  factsOfPerson,
  type OwnTake,
  picturesOfPerson,
  takesOfPerson,
  waitingOfPerson,
} from '@/db/queries/people-export';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import { audit } from './audit';
import type { Ctx } from './context';
import { systemDatabase } from './services';
import type { Storage } from './storage/port';

const PAGE = 50;

type Entry = { name: string; lastModified: Date; input: Uint8Array<ArrayBuffer> | string };
type Files = { stem: string; mix: string | null; margins: string | null };

/**
 * Everything that is kept of whoever asks, as a zip: written while it is sent, one file in memory at a time. Also what nobody else
 * hears: takes that wait, and those that are hidden.
 */
export async function exportAccount(ctx: Ctx): Promise<Response> {
  const { actor } = ctx;
  if (!actor || !can(actor, 'account.keep')) throw new AppError('not_signed_in');
  await audit(systemDatabase(), ctx, { action: 'account.export', subject: { kind: 'person', id: actor.id } });
  const zip = downloadZip(entriesOf(ctx, actor.id));
  return new Response(zip.body, {
    headers: {
      'Content-Type': 'application/zip',
      'Content-Disposition': 'attachment; filename="tap-story.zip"',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

/** Names of files that were gone by the time they were read are in README.txt, which comes last. */
async function* entriesOf(ctx: Ctx, personId: string): AsyncGenerator<Entry> {
  const db = systemDatabase();
  const now = new Date();
  const gone: string[] = [];
  const takes: object[] = [];
  const text = (name: string, input: string): Entry => ({ name, lastModified: now, input });

  for (let after: string | null = null, most = PAGE; ; ) {
    const page: OwnTake[] = await takesOfPerson(db, { personId, after, most });
    for (const take of page) {
      const folder = `takes/${take.id}`;
      // Of what is removed there is silence, and nothing of it is theirs.
      if (take.state !== 'removed') yield* filesOf(ctx.storage, folder, filesOfTake(take), take.createdAt, gone);
      takes.push(factsOf(take));
    }
    after = page.at(-1)?.id ?? null;
    if (page.length < most) break;
  }
  const waiting = await waitingOfPerson(db, { personId });
  for (const { id, take, mixKey, createdAt } of waiting) {
    const files = { stem: take.stem.key, mix: mixKey, margins: take.margins?.key ?? null };
    yield* filesOf(ctx.storage, `waiting/${id}`, files, createdAt, gone);
  }
  for (const { id, bytes, createdAt } of await picturesOfPerson(db, { personId }))
    yield { name: `pictures/${id}.webp`, lastModified: createdAt, input: new Uint8Array(bytes) };
  const facts = {
    exportedAt: now,
    ...(await factsOfPerson(db, { personId })),
    takes,
    waiting: waiting.map(waitingFacts),
  };
  yield text('data.json', `${JSON.stringify(facts, null, 2)}\n`);
  yield text('README.txt', readme(gone));
}

/** What was recorded, also while silence stands in for it. A mix that is due may hold a voice that is gone. */
const filesOfTake = ({ withheld, mixDue, stemKey, mixKey, marginsKey }: OwnTake): Files =>
  withheld
    ? { stem: withheld.stemKey, mix: withheld.mixKey, margins: withheld.marginsKey }
    : { stem: stemKey, mix: mixDue ? null : mixKey, margins: marginsKey };

async function* filesOf(
  storage: Storage,
  folder: string,
  { stem, mix, margins }: Files,
  lastModified: Date,
  gone: string[],
): AsyncGenerator<Entry> {
  const files = [
    { name: `${folder}/stem.flac`, key: stem },
    { name: `${folder}/mix.m4a`, key: mix },
    { name: `${folder}/around.flac`, key: margins },
  ];
  for (const { name, key } of files) {
    if (key === null) continue;
    const bytes = await readIfThere(storage, key);
    if (bytes) yield { name, lastModified, input: new Uint8Array(bytes) };
    else gone.push(name);
  }
}

async function readIfThere(storage: Storage, key: string): Promise<Uint8Array | null> {
  try {
    return await storage.read(key);
  } catch (cause) {
    // It was replaced or removed while this was under way; the reader is told.
    if (cause instanceof AppError && cause.code === 'upload_missing') return null;
    throw cause;
  }
}

/** Without the keys of the store, which are of no use to anybody else. */
function factsOf({ stemKey: _, mixKey: __, marginsKey: ___, mixDue: ____, withheld, ...take }: OwnTake): object {
  return { ...take, isWithheld: withheld !== null, files: `takes/${take.id}` };
}

type Waiting = Awaited<ReturnType<typeof waitingOfPerson>>[number];
function waitingFacts({ take, mixKey: _, ...row }: Waiting): object {
  const { startMs, durationMs, gainDb, parentId, alignment } = take;
  return { ...row, parentId, startMs, durationMs, gainDb, alignment, files: `waiting/${row.id}` };
}

const readme = (gone: string[]): string =>
  [
    'Everything that this place keeps of you.',
    '',
    'data.json      your account, stories, takes with their places and alignment, likes, reports, decisions, notices, sessions',
    'takes/         for each of your takes: stem.flac is your voice alone, mix.m4a is as it is heard, with the end of what it',
    '               answers; around.flac is the second before and the second after it, for moving it by ear',
    'waiting/       takes that wait for the owner of a story, or were not taken',
    'pictures/      pictures that you chose',
    '',
    'A mix is missing where the voice that you answered is not heard any more: it is made anew without it within a minute, and',
    'of takes in waiting/ not at all.',
    'There are no transcripts: none are made here.',
    'Of takes that were removed nothing is left but their places in data.json.',
    ...(gone.length > 0 ? ['', 'Replaced or removed while this file was written:', ...gone] : []),
    '',
  ].join('\n');
