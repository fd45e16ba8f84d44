import 'server-only';
import { guarded } from '@/db/guard';
import { publishTake } from '@/db/queries/publish';
import {
  dropRefused,
  getWaiting,
  refuseWaiting,
  takeOf,
  type WaitingRow,
  waitingIn,
  waitingOfPerson,
} from '@/db/queries/waiting';
import { AppError } from '@/lib/domain/errors';
import type { OwnWaitingTake, WaitingTake } from '@/lib/domain/owned-story';
import { audit } from './audit';
import type { Ctx } from './context';
import { tell } from './notices';
import { ownStory } from './ownership';
import { takeEntered } from './takes';

/** Takes that wait for the owner of their story: they are in no tree until the owner lets them in. */

type OneTake = { storyId: string; takeId: string };

/** For the owner, who was asked for before. */
export async function waitingTakes(ctx: Ctx, { storyId }: { storyId: string }): Promise<WaitingTake[]> {
  const rows = await waitingIn(ctx.db, { storyId });
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      parentId: row.parentId,
      authorId: row.authorId,
      authorName: row.authorName,
      durationMs: row.take.durationMs,
      soundUrl: await soundUrl(ctx, row),
    })),
  );
}

/**
 * Puts it into the tree, as its author would have. What does not fit any more is refused with the same words as when it is
 * published: its story may have been closed, or what it answers taken away.
 */
export async function letIn(ctx: Ctx, { storyId, takeId }: OneTake): Promise<void> {
  const { waiting, actor } = await waitingTake(ctx, { storyId, takeId });
  const take = takeOf(waiting);
  await publishTake(ctx.db, take, async (tx, entry) => {
    await takeEntered(tx, take, entry);
    await tell(tx, { userId: waiting.authorId, kind: 'decision', storyId, takeId, byId: actor.id });
    await audit(tx, ctx, { action: 'take.let_in', subject: { kind: 'take', id: takeId }, details: { storyId } });
  });
}

/** `words`: why, as its author is told. */
export async function refuse(ctx: Ctx, { storyId, takeId, words }: OneTake & { words: string }): Promise<void> {
  const { waiting, actor } = await waitingTake(ctx, { storyId, takeId });
  await guarded(() =>
    ctx.db.transaction(async (tx) => {
      if (!(await refuseWaiting(tx, { storyId, id: takeId, words }))) throw new AppError('take_not_found');
      await tell(tx, { userId: waiting.authorId, kind: 'decision', storyId, takeId, byId: actor.id });
      await audit(tx, ctx, { action: 'take.refuse', subject: { kind: 'take', id: takeId }, details: { storyId } });
    }),
  );
}

async function waitingTake(ctx: Ctx, { storyId, takeId }: OneTake) {
  const { actor } = await ownStory(ctx, { storyId }, 'story.keep');
  const waiting = await getWaiting(ctx.db, { storyId, id: takeId });
  if (!waiting || waiting.refusedAt) throw new AppError('take_not_found');
  return { waiting, actor };
}

/** What the actor waits for, and what was not taken. */
export async function ownWaitingTakes(ctx: Ctx): Promise<OwnWaitingTake[]> {
  if (!ctx.actor) return [];
  const rows = await waitingOfPerson(ctx.db, { authorId: ctx.actor.id });
  return Promise.all(rows.map((row) => ownView(ctx, row)));
}

/** Of a take over a voice that is not heard any more: itself alone. */
const soundUrl = ({ storage }: Ctx, { mixKey, take }: Pick<WaitingRow, 'take'> & { mixKey: string | null }) =>
  storage.listenUrl(mixKey ?? take.stem.key);

type OwnWaiting = Awaited<ReturnType<typeof waitingOfPerson>>[number];
const ownView = async (ctx: Ctx, row: OwnWaiting): Promise<OwnWaitingTake> => ({
  id: row.id,
  storyId: row.storyId,
  storyTitle: row.storyTitle,
  soundUrl: await soundUrl(ctx, row),
  durationMs: row.take.durationMs,
  refusal: row.refusedAt ? row.refusedWords : null,
  isAnsweredGone: row.parentState === 'removed',
});

/** So long somebody can still have what was not taken, in their export. */
const KEEP_REFUSED_MS = 30 * 24 * 60 * 60 * 1000;

/** Forgets what was not taken a month ago; the sweep removes the files. */
export const purgeRefused = (db: Ctx['db'], now = new Date()): Promise<number> =>
  dropRefused(db, { before: new Date(now.getTime() - KEEP_REFUSED_MS) });
