import { eq } from 'drizzle-orm';
import { AppError } from '@/lib/domain/errors';
import type { Alignment, Gear, StoredFile, Visibility } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { commitSoon, onDisk } from '../durable';
import { guarded } from '../guard';
import { stories, takeAlignments, takes } from '../schema';
import { inTurn } from '../turns';
import { notifyStory } from './events';
import { getStory } from './stories';
import { getTake, type TakeRow } from './takes';

export type NewTake = {
  id: string;
  storyId: string;
  parentId: string | null;
  authorId: string;
  startMs: number;
  durationMs: number;
  stem: StoredFile;
  mix: StoredFile;
  peaks: Uint8Array;
  gainDb: number;
  alignment: Alignment;
  /** What it was recorded with; null when nobody knows. */
  gear: Gear | null;
  /** Of an answer that was recorded here; null of any other. */
  margins: StoredFile | null;
  /** Of a seed, which brings its story with it; null for an answer. */
  story: { title: string; visibility: Visibility } | null;
};

export type Published = { take: TakeRow; created: boolean };
/** What else is done in the transaction that publishes a take. */
type Also = (tx: Db) => Promise<unknown>;

/**
 * Puts a take into the tree, in one transaction; the counts and the canon follow (migrations/*_living_tree.sql). Publishing the
 * same take again, or many times at once, answers the one row with `created: false`; other content under its id is
 * AppError('take_conflict'). Throws the faults of the timeline rule, parent_not_found and too_deep as the database finds them.
 */
export async function publishTake(db: Db, take: NewTake, also: Also = async () => undefined): Promise<Published> {
  const known = await getTake(db, take);
  const insert = () => guarded(() => db.transaction((tx) => insertTake(tx, take, also)));
  const created = known === null && (await inTurn(db, take.storyId, insert));
  // What is known may have come a moment ago, and its publisher forgets it as soon as this answers.
  await onDisk(db);
  const row = known ?? (await getTake(db, take));
  if (!row) throw new AppError('take_conflict');
  return { take: created ? row : await sameTake(db, row, take), created };
}

/** Whether it was not there. The story is locked meanwhile, so nothing is done here that can be done before or after. */
async function insertTake(tx: Db, take: NewTake, also: Also): Promise<boolean> {
  await commitSoon(tx);
  if (take.story) await insertStory(tx, take, take.story);
  await lockStory(tx, take);
  const inserted = await tx.insert(takes).values(rowOf(take)).onConflictDoNothing().returning({ id: takes.id });
  if (inserted.length === 0) {
    // No row of this story and id: the id, a file or the seed's place belongs to another take, and no story is left behind.
    if (!(await getTake(tx, take))) throw new AppError('take_conflict');
    return false;
  }
  // None of them minds in which order they arrive: they travel together.
  await Promise.all([
    isAligned(take) && tx.insert(takeAlignments).values(alignmentOf(take)),
    notifyStory(tx, { type: 'take', storyId: take.storyId, takeId: take.id }),
    also(tx),
  ]);
  return true;
}

/** When the story is there already, its seed is too, and the insert of this one decides. */
const insertStory = (tx: Db, take: NewTake, { title, visibility }: NonNullable<NewTake['story']>) =>
  tx.insert(stories).values({ id: take.storyId, title, visibility, ownerId: take.authorId }).onConflictDoNothing();

/** One publication or like at a time in a story. Locked before its instant is set, a take is younger than all that others can see. */
async function lockStory(tx: Db, { storyId }: NewTake): Promise<void> {
  const rows = await tx.select({ id: stories.id }).from(stories).where(eq(stories.id, storyId)).for('no key update');
  if (rows.length === 0) throw new AppError('parent_not_found');
}

const rowOf = ({ stem, mix, margins, alignment, gear: _, story: __, ...take }: NewTake): typeof takes.$inferInsert => ({
  ...take,
  stemKey: stem.key,
  stemBytes: stem.bytes,
  stemSha256: stem.sha256,
  mixKey: mix.key,
  mixBytes: mix.bytes,
  mixSha256: mix.sha256,
  marginsKey: margins?.key ?? null,
  marginsBytes: margins?.bytes ?? null,
  marginsSha256: margins?.sha256 ?? null,
  alignMethod: alignment.method,
  alignErrorMs: alignment.errorMs,
  nudgeMs: alignment.nudgeMs,
});

/** A seed has nothing to be in time with, and what was brought as a file was never put in time. */
const isAligned = ({ parentId, alignment }: NewTake): boolean => parentId !== null && alignment.method !== 'none';

/** The device's word, all of it; what the server finds for itself is written beside it later. */
const alignmentOf = ({ storyId, id, alignment, gear }: NewTake): typeof takeAlignments.$inferInsert => ({
  storyId,
  takeId: id,
  offsetMs: alignment.offsetMs,
  jumpedMs: alignment.jumpedMs,
  statedErrorMs: alignment.errorMs,
  driftPpm: alignment.driftPpm,
  peakDb: alignment.peakDb,
  reportedMs: alignment.reportedMs,
  doubt: alignment.doubt,
  ...(gear ?? UNKNOWN_GEAR),
});
const UNKNOWN_GEAR: Gear = {
  inputLabel: null,
  outputLabel: null,
  contextRate: null,
  inputRate: null,
  browser: 'unknown',
};

/** A gain is stored in single precision (dB). */
const GAIN_DB_STORED = 0.001;

/**
 * The known row, when it holds what is being published: its files and its place, how it sounds, and the title it brought. Whoever
 * names the very files of it was there when they were sent: a browser that crashes may forget who it was signed in as. Once its
 * author has moved it, its files are others than it came with, and it is known by its author and its place.
 */
async function sameTake(db: Db, known: TakeRow, take: NewTake): Promise<TakeRow> {
  const isOwn = known.authorId === take.authorId;
  const isResent = known.stemKey === take.stem.key && known.mixKey === take.mix.key;
  const isMoved = known.wantedNudgeMs !== null || known.movedAt !== null;
  const same =
    (isOwn || isResent) &&
    known.parentId === take.parentId &&
    known.startMs === take.startMs &&
    known.durationMs === take.durationMs &&
    known.alignMethod === take.alignment.method &&
    (isMoved || soundsTheSame(known, take)) &&
    (take.story === null ||
      (await getStory(db, { id: take.storyId, actorId: take.authorId }))?.title === take.story.title);
  if (!same) throw new AppError('take_conflict');
  return known;
}

const soundsTheSame = (known: TakeRow, take: NewTake): boolean =>
  known.stemSha256 === take.stem.sha256 &&
  known.mixSha256 === take.mix.sha256 &&
  Math.abs(known.gainDb - take.gainDb) < GAIN_DB_STORED &&
  Buffer.from(known.peaks).equals(take.peaks);
