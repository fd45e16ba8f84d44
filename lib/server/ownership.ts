import 'server-only';
import { guarded } from '@/db/guard';
import { barFromInvitations, type InvitationRow, openInvitations } from '@/db/queries/invitations';
import {
  closeStory,
  deleteStory,
  membersOf,
  removeMember as removeMemberRow,
  setCover,
  settleStory,
  voicesIn,
} from '@/db/queries/ownership';
import { dropPicture } from '@/db/queries/pictures';
import { getStory, type StoryForActor } from '@/db/queries/stories';
import { getUser } from '@/db/queries/users';
import { AppError } from '@/lib/domain/errors';
import { KEEP_DELETED_DAYS } from '@/lib/domain/limits';
import type { InvitationView, OwnedStory, Someone, StorySettings } from '@/lib/domain/owned-story';
import { can, type StoryAction } from '@/lib/domain/policy';
import { waitingTakes } from './approvals';
import { audit } from './audit';
import type { Ctx } from './context';
import { savePicture } from './pictures';

type OneStory = { storyId: string };

/** The story, when it is the actor's and they may do this with it. To everybody else it does not exist. */
export async function ownStory(
  ctx: Ctx,
  { storyId }: OneStory,
  action: StoryAction,
): Promise<{ story: StoryForActor; own: { storyId: string; ownerId: string }; actor: NonNullable<Ctx['actor']> }> {
  const { actor } = ctx;
  const story = actor && (await getStory(ctx.db, { id: storyId, actorId: actor.id }));
  if (!actor || story?.ownerId !== actor.id) throw new AppError('story_not_found');
  if (!can(actor, action, story)) throw new AppError(actor.isSuspended ? 'suspended' : 'story_not_found');
  return { story, own: { storyId, ownerId: actor.id }, actor };
}

/** What its owner sees of a story. Throws story_not_found for everybody else. */
export async function ownerPage(ctx: Ctx, { storyId }: OneStory): Promise<OwnedStory> {
  const { actor } = ctx;
  const story = actor && (await getStory(ctx.db, { id: storyId, actorId: actor.id }));
  const mayLook = can(actor, 'story.delete', story) || can(actor, 'story.restore', story);
  if (!story || !mayLook) throw new AppError('story_not_found');
  const own = { storyId, ownerId: story.ownerId };
  const [members, invitations, voices, waiting, heir] = await Promise.all([
    membersOf(ctx.db, own),
    openInvitations(ctx.db, own),
    voicesIn(ctx.db, own),
    waitingTakes(ctx, own),
    story.handedTo ? getUser(ctx.db, { id: story.handedTo }) : null,
  ]);
  const inIt = new Map([...voices, ...members].map((one) => [one.id, one]));
  return {
    story: shown(story),
    members: members.map(someone),
    invitations: invitations.map(invitationView),
    waiting,
    heirs: [...inIt.values()].filter(({ id, role }) => role !== 'guest' && id !== story.ownerId).map(someone),
    handedTo: heir && someone(heir),
  };
}

const someone = ({ id, name }: Someone): Someone => ({ id, name });

const invitationView = ({ id, email, uses, mostUses, expiresAt }: InvitationRow): InvitationView => ({
  id,
  email,
  uses,
  mostUses,
  expiresAt: expiresAt?.toISOString() ?? '',
});

const shown = (story: StoryForActor): OwnedStory['story'] => ({
  id: story.id,
  ...settingsOf(story),
  coverId: story.coverId,
  isClosed: story.isClosed,
  goneAt: story.deletedAt && new Date(story.deletedAt.getTime() + KEEP_DELETED_DAYS * DAY_MS).toISOString(),
  takeCount: story.takeCount,
  voiceCount: story.voiceCount,
});
const DAY_MS = 24 * 60 * 60 * 1000;

const settingsOf = (story: StoryForActor): StorySettings => ({
  title: story.title,
  description: story.description,
  visibility: story.visibility,
  defaultAnswer: story.defaultAnswer,
  whoRecords: story.whoRecords,
  mostMs: story.mostMs,
  mostDepth: story.mostDepth,
  mostTakesEach: story.mostTakesEach,
  approves: story.approves,
});

/** Settles all of it at once; what stays as it was is no change. */
export async function settle(ctx: Ctx, { storyId, ...settings }: OneStory & StorySettings): Promise<void> {
  const { story, own } = await ownStory(ctx, { storyId }, 'story.keep');
  const before: Record<string, unknown> = settingsOf(story);
  const changed = Object.entries(settings).filter(([name, value]) => before[name] !== value);
  if (changed.length === 0) return;
  // Titles and descriptions are what people say; which of the settings has changed and to what is what has been done.
  const details = Object.fromEntries(
    changed.map(([name, value]) => [name, name === 'title' || name === 'description' ? 'changed' : value]),
  );
  await inOne(ctx, own, 'story.settle', details, (tx) =>
    settleStory(tx, own, settings, settings.title !== story.title),
  );
}

/** Takes the cover away when there is no picture. */
export async function changeCover(ctx: Ctx, { storyId, picture }: OneStory & { picture: Blob | null }): Promise<void> {
  const { story, own } = await ownStory(ctx, { storyId }, 'story.keep');
  const coverId = picture && (await savePicture(ctx, new Uint8Array(await picture.arrayBuffer()), { storyId }));
  await inOne(ctx, own, 'story.cover', { has: coverId !== null }, async (tx) => {
    if (story.coverId) await dropPicture(tx, { id: story.coverId });
    return setCover(tx, own, coverId);
  });
}

/** The canon is frozen: nothing is added, liked or moved, until it is opened again. */
export async function close(ctx: Ctx, { storyId, isClosed }: OneStory & { isClosed: boolean }): Promise<void> {
  const { story, own } = await ownStory(ctx, { storyId }, 'story.keep');
  if (story.isClosed === isClosed) return;
  await inOne(ctx, own, isClosed ? 'story.close' : 'story.open', {}, (tx) => closeStory(tx, own, isClosed));
}

/** They come back by an invitation that is made after this, and by none of before. */
export async function removeMember(ctx: Ctx, { storyId, personId }: OneStory & { personId: string }): Promise<void> {
  const { own } = await ownStory(ctx, { storyId }, 'story.keep');
  await guarded(() =>
    ctx.db.transaction(async (tx) => {
      if (!(await removeMemberRow(tx, { storyId, userId: personId }))) return;
      await barFromInvitations(tx, { storyId, userId: personId });
      await audit(tx, ctx, { action: 'story.remove_member', subject: storyOf(own), details: { personId } });
    }),
  );
}

/** Nobody finds it from now on; KEEP_DELETED_DAYS later it is gone. `title`: typed by the owner, who means this one. */
export async function remove(ctx: Ctx, { storyId, title }: OneStory & { title: string }): Promise<void> {
  const { story, own } = await ownStory(ctx, { storyId }, 'story.delete');
  if (title !== story.title) throw new AppError('invalid_request', { details: { issues: ['title'] } });
  await inOne(ctx, own, 'story.delete', {}, (tx) => deleteStory(tx, own, true));
}

export async function restore(ctx: Ctx, { storyId }: OneStory): Promise<void> {
  const { own } = await ownStory(ctx, { storyId }, 'story.restore');
  await inOne(ctx, own, 'story.restore', {}, (tx) => deleteStory(tx, own, false));
}

export const storyOf = ({ storyId }: OneStory) => ({ kind: 'story' as const, id: storyId });

/** The change and the line of it in the log, both or neither; a story that was handed over a moment ago is not the actor's any more. */
export async function inOne(
  ctx: Ctx,
  own: OneStory,
  action: string,
  details: Record<string, unknown>,
  change: (tx: Ctx['db']) => Promise<boolean>,
): Promise<void> {
  await guarded(() =>
    ctx.db.transaction(async (tx) => {
      if (!(await change(tx))) throw new AppError('story_not_found');
      await audit(tx, ctx, { action, subject: storyOf(own), details });
    }),
  );
}
