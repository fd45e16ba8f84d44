import 'server-only';
import type { z } from 'zod';
import { type Published, publishTake as putIntoTree } from '@/db/queries/publish';
import { getTake } from '@/db/queries/takes';
import { renameUser } from '@/db/queries/users';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import type { publishTake as publishInput, TakeView } from '@/lib/domain/schemas';
import { placementFault } from '@/lib/timeline/rule';
import type { Ctx } from './context';
import { enqueue } from './jobs/queue';
import { storyForActor } from './stories';
import { verifyMargins, verifyMix, verifyStem } from './verify';
import { listenUrl, takeView } from './views';

type Publication = z.output<typeof publishInput> & { takeId: string; origin: string };
export type PublishedTake = { take: TakeView; storyId: string; url: string };

/**
 * Publishes a take: its files are checked, then one transaction puts it into the tree. Publishing the same take again
 * answers the same; another take under the same id is a conflict.
 */
export async function publishTake(ctx: Ctx, publication: Publication): Promise<PublishedTake> {
  const { actor } = ctx;
  if (!actor) throw new AppError('not_signed_in');
  const { takeId, storyId, durationMs, stem, mix, margins, origin } = publication;
  const known = await getTake(ctx.db, { storyId, id: takeId });
  // What one has published oneself is told again, whatever became of its story since.
  if (known?.authorId !== actor.id) await assertMayPublish(ctx, publication);
  if (!known) {
    await assertPlacement(ctx, publication);
    await verifyStem(ctx.storage, takeId, stem, durationMs);
    await verifyMix(ctx.storage, takeId, mix, durationMs);
    if (margins) await verifyMargins(ctx.storage, takeId, margins);
  }
  const { take, created } = await insertTake(ctx, publication, actor);
  ctx.log.info({ takeId, storyId, created }, 'take published');
  return { take: await takeView(ctx.storage, take, origin), storyId, url: `/s/${storyId}/${takeId}` };
}

/** The take and the name of who told it, both or neither: a server that ends in between has told the device nothing. */
async function insertTake(ctx: Ctx, publication: Publication, actor: NonNullable<Ctx['actor']>): Promise<Published> {
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
  return putIntoTree(ctx.db, take, (tx) =>
    Promise.all([
      take.alignment.method !== 'none' && enqueue(tx, 'take.verify', { storyId: take.storyId, takeId: id }),
      actor.name !== authorName && renameUser(tx, { id: actor.id, name: authorName }),
    ]),
  );
}

/** Fresh signed URLs of a take, for a player whose own have expired; to its author also that of what lies around it. */
export async function takeUrls(
  ctx: Ctx,
  { storyId, takeId, origin }: { storyId: string; takeId: string; origin: string },
): Promise<{ mixUrl: string; stemUrl: string; marginsUrl?: string }> {
  await storyForActor(ctx, { storyId }, 'story.listen');
  const take = await getTake(ctx.db, { storyId, id: takeId });
  if (!take) throw new AppError('take_not_found');
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
  if (!can(ctx.actor, 'story.create')) throw new AppError('forbidden');
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
  const grandparent = parent?.parentId ? await getTake(ctx.db, { storyId, id: parent.parentId }) : null;
  const fault = placementFault({ startMs, durationMs }, parent, grandparent);
  if (fault) throw new AppError(fault);
}

function seedTitle({ title }: Publication): string {
  if (title === undefined) throw new AppError('title_missing');
  return title;
}
