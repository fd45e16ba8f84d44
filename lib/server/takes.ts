import 'server-only';
import type { z } from 'zod';
import type { Db } from '@/db/client';
import { hasBlocked } from '@/db/queries/blocks';
import { type Entry, type NewTake, type Published, submitTake } from '@/db/queries/publish';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { renameUser } from '@/db/queries/users';
import { getWaiting, isSameWaiting, type WaitingRow } from '@/db/queries/waiting';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import type { publishTake as publishInput, TakeView } from '@/lib/domain/schemas';
import { placementFault } from '@/lib/timeline/rule';
import type { Ctx } from './context';
import { enqueue } from './jobs/queue';
import { tell } from './notices';
import { assertRoom } from './quota';
import { systemDatabase } from './services';
import { storyForActor } from './stories';
import { verifyMargins, verifyMix, verifyStem } from './verify';
import { listenUrl, takeView } from './views';

type Publication = z.output<typeof publishInput> & { takeId: string; origin: string };
/** `waiting`: its story's owner hears it before anybody else does; `url` leads to what it answers. */
export type PublishedTake = { storyId: string; url: string } & (
  | { state: 'published'; take: TakeView }
  | { state: 'waiting' }
);

/**
 * Publishes a take: its files are checked, then one transaction puts it into the tree. Publishing the same take again
 * answers the same; another take under the same id is a conflict.
 */
export async function publishTake(ctx: Ctx, publication: Publication): Promise<PublishedTake> {
  const { actor } = ctx;
  if (!actor) throw new AppError('not_signed_in');
  const { takeId, storyId, durationMs, stem, mix, margins, origin } = publication;
  const { known, waiting } = await knownTake(publication);
  // What one has published oneself is told again, whatever became of its story since.
  const isOwn = (known ?? waiting)?.authorId === actor.id;
  if (!isOwn) await assertMayPublish(ctx, publication);
  if (waiting) return waitsAlready(ctx, publication, waiting);
  if (!known) {
    await assertPlacement(ctx, publication);
    await assertRoom(ctx, stem.bytes + mix.bytes + (margins?.bytes ?? 0));
    await verifyStem(ctx.storage, takeId, stem, durationMs);
    await verifyMix(ctx.storage, takeId, mix, durationMs);
    if (margins) await verifyMargins(ctx.storage, takeId, margins);
  }
  const submitted = await insertTake(isOwn ? { ...ctx, db: systemDatabase() } : ctx, publication, actor);
  if (submitted === 'waits') {
    ctx.log.info({ takeId, storyId }, 'take waits for the owner');
    return waits(publication);
  }
  const { take, created } = submitted;
  ctx.log.info({ takeId, storyId, created }, 'take published');
  const view = await takeView(ctx.storage, take, origin);
  return { state: 'published', take: view, storyId, url: `/s/${storyId}/${takeId}` };
}

/** The take in the tree or in wait, even where its author may not look any more. */
async function knownTake({ storyId, takeId: id }: Publication) {
  const db = systemDatabase();
  const known = await getTake(db, { storyId, id });
  return { known, waiting: known ? null : await getWaiting(db, { storyId, id }) };
}

/** What was sent before, and is let in by the owner or not at all. */
function waitsAlready({ actor }: Ctx, publication: Publication, waiting: WaitingRow): PublishedTake {
  if (!isSameWaiting(waiting, { ...publication, authorId: actor?.id ?? '' })) throw new AppError('take_conflict');
  return waits(publication);
}

const waits = ({ storyId, parentId }: Publication): PublishedTake => ({
  state: 'waiting',
  storyId,
  url: `/s/${storyId}/${parentId}`,
});

/** The take and the name of who told it, both or neither: a server that ends in between has told the device nothing. */
async function insertTake(
  ctx: Ctx,
  publication: Publication,
  actor: NonNullable<Ctx['actor']>,
): Promise<Published | 'waits'> {
  const { takeId: id, parentId, title: _, visibility, authorName, origin: __, ...said } = publication;
  const take = {
    ...said,
    id,
    parentId,
    authorId: actor.id,
    peaks: Uint8Array.from(publication.peaks),
    margins: publication.margins ?? null,
    story: parentId === null ? { title: seedTitle(publication), visibility } : null,
  };
  return submitTake(ctx.db, take, (tx, entry) =>
    Promise.all([
      takeEntered(tx, take, entry),
      actor.name !== authorName && renameUser(tx, { id: actor.id, name: authorName }),
    ]),
  );
}

/** What follows when a take has come into its story, in the transaction in which it does. */
export async function takeEntered(
  tx: Db,
  { storyId, id: takeId, authorId: byId, alignment }: NewTake,
  { as, toldId }: Entry,
): Promise<void> {
  if (as === 'shown' && alignment.method !== 'none') await enqueue(tx, 'take.verify', { storyId, takeId });
  if (toldId) await tell(tx, { userId: toldId, kind: 'answer', storyId, takeId, byId });
}

/** Fresh signed URLs of a take, for a player whose own have expired; to its author also that of what lies around it. */
export async function takeUrls(
  ctx: Ctx,
  { storyId, takeId, origin }: { storyId: string; takeId: string; origin: string },
): Promise<{ mixUrl: string; stemUrl: string; marginsUrl?: string }> {
  await storyForActor(ctx, { storyId }, 'story.listen');
  const take = await getTake(ctx.db, { storyId, id: takeId });
  if (!take) throw new AppError('take_not_found');
  // Its files are made anew: in a moment there are some.
  if (take.mixDue) throw new AppError('being_remixed');
  // What was said just before and after a take is its author's alone, who moves it by ear.
  const marginsKey = can(ctx.actor, 'take.nudge', take) ? take.marginsKey : null;
  const [mixUrl, stemUrl, marginsUrl] = await Promise.all([
    listenUrl(ctx.storage, take.mixKey, origin),
    listenUrl(ctx.storage, take.stemKey, origin),
    marginsKey && listenUrl(ctx.storage, marginsKey, origin),
  ]);
  return { mixUrl, stemUrl, ...(marginsUrl && { marginsUrl }) };
}

/** A seed brings its story; an answer needs one that takes it. */
async function assertMayPublish(ctx: Ctx, { storyId, parentId, margins }: Publication): Promise<void> {
  if (parentId !== null) return assertMayAnswer(ctx, { storyId });
  // A seed has nothing to be moved against.
  if (margins)
    throw new AppError('invalid_request', {
      details: { issues: [{ path: 'margins', message: 'only with an answer' }] },
    });
  if (!can(ctx.actor, 'story.create')) throw new AppError(ctx.actor?.isSuspended ? 'suspended' : 'forbidden');
}

/** A story that is gone or not shared any more is told as a parent that is gone: the device keeps the draft and stops trying. */
export async function assertMayAnswer(ctx: Ctx, { storyId }: { storyId: string }): Promise<void> {
  try {
    await storyForActor(ctx, { storyId }, 'take.publish');
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'story_not_found')
      throw new AppError('parent_not_found', { cause });
    throw cause;
  }
}

/** The first of two checks of the timeline rule; the database repeats it in the transaction. */
async function assertPlacement(ctx: Ctx, { storyId, parentId, startMs, durationMs }: Publication): Promise<void> {
  const parent = parentId ? await getTake(ctx.db, { storyId, id: parentId }) : null;
  if (parentId && !parent) throw new AppError('parent_not_found');
  if (parent) await assertAnswerable(ctx, parent);
  const grandparent = parent?.parentId ? await getTake(ctx.db, { storyId, id: parent.parentId }) : null;
  const fault = placementFault({ startMs, durationMs }, parent, grandparent);
  if (fault) throw new AppError(fault);
}

async function assertAnswerable(ctx: Ctx, { authorId, state }: TakeRow): Promise<void> {
  const isBlocked = ctx.actor !== null && (await hasBlocked(ctx.db, { blockerId: authorId, blockedId: ctx.actor.id }));
  if (can(ctx.actor, 'take.answer', { authorId, state, isBlocked })) return;
  throw new AppError(state === 'shown' ? 'blocked' : 'take_not_shown');
}

function seedTitle({ title }: Publication): string {
  if (title === undefined) throw new AppError('title_missing');
  return title;
}
