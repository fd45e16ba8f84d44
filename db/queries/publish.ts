import { and, eq, ne, sql } from 'drizzle-orm';
import { AppError } from '@/lib/domain/errors';
import type { Alignment, Gear, StoredFile, Visibility } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { commitSoon, onDisk } from '../durable';
import { guarded } from '../guard';
import { blocks, waitingTakes } from '../people';
import { stories, takeAlignments, takes } from '../schema';
import { inTurn } from '../turns';
import { notifyStory } from './events';
import { getStory } from './stories';
import { getTake, type TakeRow } from './takes';
import { addWaiting, dropWaiting, getWaiting, isSameWaiting, waitingOf } from './waiting';
import { isTake } from './walks';

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
/** How a take has come into its story, and who is to hear of it: whom it answers, or the owner for whom it waits. */
export type Entry = { as: 'shown' | 'waiting'; toldId: string | null };
/** What else is done in the transaction that publishes a take. */
type Also = (tx: Db, entry: Entry) => Promise<unknown>;

/**
 * Puts a take into the tree, in one transaction; the counts and the canon follow (migrations/*_living_tree.sql). Publishing the
 * same take again, or many times at once, answers the one row with `created: false`; other content under its id is
 * AppError('take_conflict'). Throws the faults of the timeline rule, parent_not_found and too_deep as the database finds them,
 * and what its story does not take by then: story_closed, story_too_deep, story_take_too_long, story_takes_each, take_not_shown.
 */
export async function publishTake(db: Db, take: NewTake, also: Also = nothingElse): Promise<Published> {
  const published = await enterStory(db, take, false, also);
  if (published === 'waits') throw new AppError('take_conflict');
  return published;
}

/** The same, but an answer to a story whose owner hears everything first waits for them. */
export const submitTake = (db: Db, take: NewTake, also: Also): Promise<Published | 'waits'> =>
  enterStory(db, take, true, also);

const nothingElse: Also = async () => undefined;

async function enterStory(db: Db, take: NewTake, mayWait: boolean, also: Also): Promise<Published | 'waits'> {
  const known = await getTake(db, take);
  const insert = () => guarded(() => db.transaction((tx) => insertTake(tx, take, mayWait, also)));
  // Refused for what became of the story since: but the same take may have come a moment before that.
  const orKnown = async (cause: unknown) => {
    if (await getTake(db, take)) return 'known';
    const waiting = mayWait ? await getWaiting(db, take) : null;
    if (waiting && isSameWaiting(waiting, take)) return 'waits';
    throw cause;
  };
  const entered = known === null ? await inTurn(db, take.storyId, insert).catch(orKnown) : 'known';
  // What is known may have come a moment ago, and its publisher forgets it as soon as this answers.
  await onDisk(db);
  if (entered === 'waits') return 'waits';
  const row = known ?? (await getTake(db, take));
  if (!row) throw new AppError('take_conflict');
  return { take: entered === 'created' ? row : await sameTake(db, row, take), created: entered === 'created' };
}

/** The story is locked meanwhile, so nothing is done here that can be done before or after. */
async function insertTake(tx: Db, take: NewTake, mayWait: boolean, also: Also): Promise<'created' | 'known' | 'waits'> {
  await commitSoon(tx);
  if (take.story) await insertStory(tx, take, take.story);
  const story = await lockStory(tx, take);
  const parentAuthorId = take.parentId && (await assertRoom(tx, take, take.parentId, story));
  if (mayWait && story.approves && take.parentId && take.authorId !== story.ownerId) return wait(tx, take, story, also);
  const inserted = await tx.insert(takes).values(rowOf(take)).onConflictDoNothing().returning({ id: takes.id });
  if (inserted.length === 0) {
    // No row of this story and id: the id, a file or the seed's place belongs to another take, and no story is left behind.
    if (!(await getTake(tx, take))) throw new AppError('take_conflict');
    return 'known';
  }
  const { storyId, id: takeId } = take;
  // None of them minds in which order they arrive: they travel together.
  await Promise.all([
    isAligned(take) && tx.insert(takeAlignments).values(alignmentOf(take)),
    notifyStory(tx, { type: 'take', storyId, takeId }),
    dropWaiting(tx, { storyId, id: takeId }),
    also(tx, { as: 'shown', toldId: parentAuthorId }),
  ]);
  return 'created';
}

/** Once, however often it is sent. */
async function wait(tx: Db, take: NewTake, { ownerId }: LockedStory, also: Also): Promise<'waits'> {
  if (await addWaiting(tx, waitingOf(take))) {
    await also(tx, { as: 'waiting', toldId: ownerId });
    return 'waits';
  }
  const known = await getWaiting(tx, take);
  if (!known || !isSameWaiting(known, take)) throw new AppError('take_conflict');
  return 'waits';
}

/** What the story and the take that is answered allow at this instant. Answers who is answered. */
async function assertRoom(tx: Db, take: NewTake, parentId: string, story: LockedStory): Promise<string> {
  if (story.isOver) throw new AppError(story.isOver === 'closed' ? 'story_closed' : 'parent_not_found');
  if (story.mostMs !== null && take.durationMs > story.mostMs) throw new AppError('story_take_too_long');
  const { storyId, authorId } = take;
  const parents = await tx
    .select({ authorId: takes.authorId, state: takes.state, depth: takes.depth, isBlocked: isBlockedBy(authorId) })
    .from(takes)
    .where(isTake(storyId, parentId));
  const [parent] = parents;
  if (!parent) throw new AppError('parent_not_found');
  if (parent.state !== 'shown') throw new AppError('take_not_shown');
  if (parent.isBlocked) throw new AppError('blocked');
  if (story.mostDepth !== null && parent.depth >= story.mostDepth) throw new AppError('story_too_deep');
  if (story.mostTakesEach !== null && (await takesOf(tx, take)) >= story.mostTakesEach)
    throw new AppError('story_takes_each');
  return parent.authorId;
}

const isBlockedBy = (actorId: string) =>
  sql<boolean>`exists (select from ${blocks} where ${blocks.blockerId} = ${takes.authorId} and ${blocks.blockedId} = ${actorId})`;

/** How many others of this person are in the story or wait for it. */
export async function takesOf(
  tx: Db,
  { storyId, authorId, id }: Pick<NewTake, 'storyId' | 'authorId' | 'id'>,
): Promise<number> {
  const waiting = sql<number>`(select count(*)::int from ${waitingTakes} where ${waitingTakes.storyId} = ${storyId} and ${waitingTakes.authorId} = ${authorId} and ${waitingTakes.id} <> ${id} and ${waitingTakes.refusedAt} is null)`;
  const told = await tx
    .select({ count: sql<number>`count(*)::int + ${waiting}` })
    .from(takes)
    .where(and(eq(takes.storyId, storyId), eq(takes.authorId, authorId), ne(takes.id, id), ne(takes.state, 'removed')));
  return told[0]?.count ?? 0;
}

/** When the story is there already, its seed is too, and the insert of this one decides. */
const insertStory = (tx: Db, take: NewTake, { title, visibility }: NonNullable<NewTake['story']>) =>
  tx.insert(stories).values({ id: take.storyId, title, visibility, ownerId: take.authorId }).onConflictDoNothing();

/** One publication or like at a time in a story. Locked before its instant is set, a take is younger than all that others can see. */
async function lockStory(tx: Db, { storyId }: NewTake) {
  const { ownerId, approves, mostMs, mostDepth, mostTakesEach, closedAt, deletedAt } = stories;
  const [story] = await tx
    .select({ ownerId, approves, mostMs, mostDepth, mostTakesEach, closedAt, deletedAt })
    .from(stories)
    .where(eq(stories.id, storyId))
    .for('no key update');
  if (!story) throw new AppError('parent_not_found');
  const isOver = story.deletedAt ? ('deleted' as const) : story.closedAt && ('closed' as const);
  return { ...story, isOver };
}
type LockedStory = Awaited<ReturnType<typeof lockStory>>;

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
 * author has moved it or it is not shown any more, its files are others than it came with, and it is known by its author and its
 * place; so is its mix once what it answers is not shown.
 */
async function sameTake(db: Db, known: TakeRow, take: NewTake): Promise<TakeRow> {
  const isOwn = known.authorId === take.authorId;
  const isResent = known.stemKey === take.stem.key && known.mixKey === take.mix.key;
  const isOther = known.wantedNudgeMs !== null || known.movedAt !== null || known.state !== 'shown';
  const same =
    (isOwn || isResent) &&
    known.parentId === take.parentId &&
    known.startMs === take.startMs &&
    known.durationMs === take.durationMs &&
    known.alignMethod === take.alignment.method &&
    (isOther || (soundsTheSame(known, take) && (await isMixedTheSame(db, known, take)))) &&
    (take.story === null || isOther || (await isNamedTheSame(db, take, take.story)));
  if (!same) throw new AppError('take_conflict');
  return known;
}

const soundsTheSame = (known: TakeRow, take: NewTake): boolean =>
  known.stemSha256 === take.stem.sha256 &&
  Math.abs(known.gainDb - take.gainDb) < GAIN_DB_STORED &&
  Buffer.from(known.peaks).equals(take.peaks);

async function isMixedTheSame(db: Db, known: TakeRow, { mix }: NewTake): Promise<boolean> {
  if (known.mixSha256 === mix.sha256) return true;
  const parent = known.parentId && (await getTake(db, { storyId: known.storyId, id: known.parentId }));
  return parent ? parent.state !== 'shown' : false;
}

/** Its owner may have changed the title since, and then it is no sign any more. */
async function isNamedTheSame(db: Db, take: NewTake, { title }: { title: string }): Promise<boolean> {
  const story = await getStory(db, { id: take.storyId, actorId: take.authorId });
  return story?.title === title || (story !== null && story.renamedAt !== null);
}
