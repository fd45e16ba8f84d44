import { and, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { AppError } from '@/lib/domain/errors';
import type { TakeState } from '@/lib/domain/people';
import type { StoredFile } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { guarded } from '../guard';
import { waitingTakes, withheldTakes } from '../people';
import { likes, pathFiles, stories, takes } from '../schema';
import { notifyStory } from './events';
import { spendPathFiles } from './path-files';
import { isTake } from './walks';

type OneTake = { storyId: string; takeId: string };
/** `refused`: what waited to answer it, and has nothing to answer any more. */
type Changed = { isChanged: boolean; refused: { takeId: string; authorId: string }[] };
type Row = typeof takes.$inferSelect;
/** What silence stands in for, as withheld_takes has it. The mix is null once it would hold a voice that is gone. */
export type WithheldFiles = Pick<
  Row,
  'stemKey' | 'stemBytes' | 'stemSha256' | 'marginsKey' | 'marginsBytes' | 'marginsSha256'
> & { mixKey: string | null; mixBytes: number | null; mixSha256: string | null };

/**
 * Changes what is heard in a take's place, in this transaction: from its commit on nobody is given its files nor the mixes of
 * its answers, until they are made anew. Nothing is changed when it is so already. Throws take_not_found, and take_not_shown of what is
 * removed for good.
 */
export async function changeState(tx: Db, { storyId, takeId, to }: OneTake & { to: TakeState }): Promise<Changed> {
  await holdStory(tx, { storyId });
  const take = await theTake(tx, { storyId, takeId });
  if (take.state === to) return { isChanged: false, refused: [] };
  if (take.state === 'removed') throw new AppError('take_not_shown');
  if (to === 'shown') await putBack(tx, take);
  else await takeOut(tx, take, to);
  const refused = to === 'removed' ? await refuseWaiting(tx, { storyId, takeId }) : [];
  await guarded(() =>
    tx
      .update(takes)
      .set({ mixDue: true })
      .where(
        and(eq(takes.storyId, storyId), eq(takes.parentId, takeId), lt(takes.startMs, take.startMs + take.durationMs)),
      ),
  );
  await spendPathFiles(tx, { storyId });
  await touch(tx, storyId);
  return { isChanged: true, refused };
}

/** Published, liked, silenced: one at a time in a story. */
export async function holdStory(tx: Db, { storyId }: { storyId: string }): Promise<void> {
  await guarded(() => tx.select({ id: stories.id }).from(stories).where(eq(stories.id, storyId)).for('no key update'));
}

async function theTake(tx: Db, { storyId, takeId }: OneTake): Promise<Row> {
  const [take] = await guarded(() => tx.select().from(takes).where(isTake(storyId, takeId)).for('update'));
  if (!take) throw new AppError('take_not_found');
  return take;
}

async function takeOut(tx: Db, take: Row, to: 'hidden' | 'removed'): Promise<void> {
  const { storyId, id } = take;
  if (to === 'hidden') await withhold(tx, take);
  else {
    await guarded(() => tx.delete(withheldTakes).where(eq(withheldTakes.takeId, id)));
    await dropLikes(tx, take);
  }
  await forgetMixes(tx, { storyId, takeId: id });
  await guarded(() =>
    tx
      .update(takes)
      .set({
        state: to,
        mixDue: true,
        peaks: new Uint8Array(take.peaks.length),
        wantedNudgeMs: null,
        marginsKey: null,
        marginsBytes: null,
        marginsSha256: null,
      })
      .where(isTake(storyId, id)),
  );
}

async function withhold(tx: Db, take: Row): Promise<void> {
  const { stemKey, stemBytes, stemSha256, mixKey, mixBytes, mixSha256 } = take;
  const { marginsKey, marginsBytes, marginsSha256 } = take;
  // While it is due its mix may hold a voice that is gone.
  const mix = take.mixDue ? { mixKey: null, mixBytes: null, mixSha256: null } : { mixKey, mixBytes, mixSha256 };
  const files: WithheldFiles = { stemKey, stemBytes, stemSha256, marginsKey, marginsBytes, marginsSha256, ...mix };
  const keys = [files.stemKey, files.mixKey, files.marginsKey].filter((key) => key !== null);
  await guarded(() =>
    tx.insert(withheldTakes).values({ storyId: take.storyId, takeId: take.id, files, peaks: take.peaks, keys }),
  );
}

/** The mix is made anew: what its parent is heard with may have changed meanwhile. */
async function putBack(tx: Db, { storyId, id }: Row): Promise<void> {
  const [withheld] = await guarded(() =>
    tx
      .delete(withheldTakes)
      .where(eq(withheldTakes.takeId, id))
      .returning({
        files: sql<WithheldFiles>`${withheldTakes.files}`,
        peaks: withheldTakes.peaks,
      }),
  );
  if (!withheld) throw new AppError('take_not_shown');
  const { mixKey: _, mixBytes: __, mixSha256: ___, ...files } = withheld.files;
  await guarded(() =>
    tx
      .update(takes)
      .set({ state: 'shown', mixDue: true, peaks: withheld.peaks, ...files })
      .where(isTake(storyId, id)),
  );
}

/** Out of the forks above it, too. */
async function dropLikes(tx: Db, { storyId, id, likeCount }: Row): Promise<void> {
  if (likeCount === 0) return;
  await guarded(() => tx.delete(likes).where(and(eq(likes.storyId, storyId), eq(likes.takeId, id))));
  await guarded(() => tx.update(takes).set({ likeCount: 0 }).where(isTake(storyId, id)));
  await guarded(() =>
    tx
      .update(stories)
      .set({ likeCount: sql`${stories.likeCount} - ${likeCount}` })
      .where(eq(stories.id, storyId)),
  );
  await guarded(() => tx.execute(sql`select from move_canon(${storyId}, ${id}, ${-likeCount})`));
}

/** What would answer it has nothing to answer any more, and its mix holds the voice that goes. Answers those that still waited. */
async function refuseWaiting(tx: Db, { storyId, takeId }: OneTake): Promise<Changed['refused']> {
  const isUnder = and(eq(waitingTakes.storyId, storyId), eq(waitingTakes.parentId, takeId));
  await guarded(() =>
    tx
      .update(waitingTakes)
      .set({ keys: sql`array_remove(${waitingTakes.keys}, ${waitingTakes.take} #>> '{mix,key}')` })
      .where(isUnder),
  );
  return guarded(() =>
    tx
      .update(waitingTakes)
      .set({ refusedAt: sql`clock_timestamp()` })
      .where(and(isUnder, isNull(waitingTakes.refusedAt)))
      .returning({ takeId: waitingTakes.id, authorId: waitingTakes.authorId }),
  );
}

/** Of hidden answers to it: their mixes hold the voice that goes. */
async function forgetMixes(tx: Db, { storyId, takeId }: OneTake): Promise<void> {
  await guarded(() =>
    tx
      .update(withheldTakes)
      .set({
        files: sql`${withheldTakes.files} || '{"mixKey": null, "mixBytes": null, "mixSha256": null}'`,
        keys: sql`array_remove(${withheldTakes.keys}, ${withheldTakes.files} ->> 'mixKey')`,
      })
      .where(
        and(
          eq(withheldTakes.storyId, storyId),
          inArray(
            withheldTakes.takeId,
            tx
              .select({ id: takes.id })
              .from(takes)
              .where(and(eq(takes.storyId, storyId), eq(takes.parentId, takeId))),
          ),
        ),
      ),
  );
}

/** Whoever looks at the story reads it anew. */
async function touch(tx: Db, storyId: string): Promise<void> {
  await guarded(() => tx.update(stories).set({ id: storyId }).where(eq(stories.id, storyId)));
  await notifyStory(tx, { type: 'anew', storyId });
}

/** What a take's files are made of: they are swapped only while all of it is still so. */
export type MadeOf = Pick<Row, 'storyId' | 'id' | 'state' | 'stemKey'> & {
  parent: Pick<Row, 'id' | 'state' | 'mixKey' | 'mixDue'> | null;
};

/** Puts the files that were made in the place of the take's. False when they were made of what is not so any more. */
export async function swapRemade(
  tx: Db,
  { storyId, id, state, stemKey, parent }: MadeOf,
  { stem, mix }: { stem: StoredFile | null; mix: StoredFile },
): Promise<boolean> {
  await holdStory(tx, { storyId });
  if (parent) {
    const [now] = await guarded(() => tx.select().from(takes).where(isTake(storyId, parent.id)));
    const isSame = now?.state === parent.state && (now.state !== 'shown' || now.mixKey === parent.mixKey);
    if (!isSame) return false;
  }
  const rows = await guarded(() =>
    tx
      .update(takes)
      .set({
        ...(stem && { stemKey: stem.key, stemBytes: stem.bytes, stemSha256: stem.sha256 }),
        mixKey: mix.key,
        mixBytes: mix.bytes,
        mixSha256: mix.sha256,
        mixDue: false,
      })
      .where(and(isTake(storyId, id), eq(takes.state, state), eq(takes.stemKey, stemKey), eq(takes.mixDue, true)))
      .returning({ id: takes.id }),
  );
  if (rows.length === 1) await touch(tx, storyId);
  return rows.length === 1;
}

/** The answers to a take that wait for their mixes, by their ids. */
export async function dueAnswers(db: Db, { storyId, takeId }: OneTake): Promise<string[]> {
  const rows = await guarded(() =>
    db
      .select({ id: takes.id })
      .from(takes)
      .where(and(eq(takes.storyId, storyId), eq(takes.parentId, takeId), eq(takes.mixDue, true))),
  );
  return rows.map(({ id }) => id);
}

/** Takes of any story that wait for their files, `most` of them. */
export const dueTakes = (db: Db, { most }: { most: number }): Promise<OneTake[]> =>
  guarded(() =>
    db.select({ storyId: takes.storyId, takeId: takes.id }).from(takes).where(eq(takes.mixDue, true)).limit(most),
  );

/** Which files under a take's own keys are to stay: those that it, its path's file or what is withheld of it names. */
export async function keysOfTake(db: Db, { storyId, takeId }: OneTake): Promise<Set<string>> {
  const [[take], [withheld], [path], [waiting]] = await guarded(() =>
    Promise.all([
      db.select().from(takes).where(isTake(storyId, takeId)),
      db.select({ keys: withheldTakes.keys }).from(withheldTakes).where(eq(withheldTakes.takeId, takeId)),
      db
        .select({ key: pathFiles.key })
        .from(pathFiles)
        .where(and(eq(pathFiles.storyId, storyId), eq(pathFiles.takeId, takeId))),
      db.select({ keys: waitingTakes.keys }).from(waitingTakes).where(eq(waitingTakes.id, takeId)),
    ]),
  );
  const own = take ? [take.stemKey, take.mixKey, take.marginsKey] : [];
  const keys = [...own, ...(withheld?.keys ?? []), path?.key, ...(waiting?.keys ?? [])];
  return new Set(keys.filter((key) => typeof key === 'string'));
}

/** The takes that are on their way into a story as answers to this one and were refused; their keys say which files stay. */
export async function refusedAnswers(db: Db, { storyId, takeId }: OneTake): Promise<string[]> {
  const rows = await guarded(() =>
    db
      .select({ id: waitingTakes.id })
      .from(waitingTakes)
      .where(
        and(eq(waitingTakes.storyId, storyId), eq(waitingTakes.parentId, takeId), isNotNull(waitingTakes.refusedAt)),
      ),
  );
  return rows.map(({ id }) => id);
}
