import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { guarded } from '@/db/guard';
import {
  addInvitation,
  getInvitation,
  type InvitationRow,
  type KnownInvitation,
  revokeInvitation,
  useInvitation,
} from '@/db/queries/invitations';
import { personAt } from '@/db/queries/ownership';
import { getStory } from '@/db/queries/stories';
import { getUser } from '@/db/queries/users';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import { id } from '@/lib/domain/schemas';
import { audit } from './audit';
import type { Ctx } from './context';
import { spend } from './limits';
import { isMailOn, mailLink, sendMail } from './mail';
import { tell } from './notices';
import { ownStory } from './ownership';
import { systemDatabase } from './services';
import { newToken, tokenHash } from './tokens';

type Wanted = {
  storyId: string;
  days: number;
  /** Null: any number. */
  mostUses: number | null;
  /** In lower case; then it is for one. */
  email: string | null;
};

/**
 * Makes a link by which people come into the story; it is shown once, for only its hash is kept. One for an address also goes
 * there by mail where it is mailed, and to whoever has an account with it: nobody is told whether there is one. Throws
 * too_many_requests where the mailbox has had enough letters.
 */
export async function invite(ctx: Ctx, wanted: Wanted): Promise<{ path: string; isMailed: boolean }> {
  const { storyId, days, email } = wanted;
  const { story, actor } = await ownStory(ctx, { storyId }, 'story.keep');
  const token = newToken();
  const path = `/invite/${token}`;
  const mostUses = email ? 1 : wanted.mostUses;
  const invitation = { id: uuidv7(), storyId, createdBy: actor.id, email, mostUses, days };
  const person = email ? await personAt(systemDatabase(), { email }) : null;
  const isMailed = email !== null && (await mailsInvitations(ctx));
  if (isMailed) await spend('mail', ctx, { subject: email });
  await guarded(() =>
    ctx.db.transaction(async (tx) => {
      await addInvitation(tx, { ...invitation, tokenSha256: tokenHash(token) });
      if (person) await tell(tx, { userId: person.id, kind: 'invitation', storyId, byId: actor.id });
      if (isMailed)
        await sendMail(tx, { to: email, ...letter({ title: story.title, by: actor.name, url: mailLink(path), days }) });
      const subject = { kind: 'invitation' as const, id: invitation.id };
      await audit(tx, ctx, { action: 'invitation.make', subject, details: { storyId, days, mostUses } });
    }),
  );
  return { path, isMailed };
}

/** A letter holds the inviter's own words, so only somebody whose own address is known to be theirs sends one. */
export async function mailsInvitations({ actor }: Ctx): Promise<boolean> {
  const user = actor && isMailOn() ? await getUser(systemDatabase(), { id: actor.id }) : null;
  return user !== null && user.emailVerifiedAt !== null;
}

const letter = ({ title, by, url, days }: { title: string; by: string; url: string; days: number }) => ({
  subject: `${by} invites you to “${title}”`,
  text: [
    `${by} invites you to a story that is told aloud: “${title}”.`,
    `Listen, and answer it with your own voice:\n${url}`,
    `The link is good for ${days === 1 ? 'one day' : `${days} days`}, and for one person.`,
  ].join('\n\n'),
});

export async function revoke(
  ctx: Ctx,
  { storyId, invitationId }: { storyId: string; invitationId: string },
): Promise<void> {
  await ownStory(ctx, { storyId }, 'story.keep');
  await guarded(() =>
    ctx.db.transaction(async (tx) => {
      if (!(await revokeInvitation(tx, { id: invitationId, storyId }))) return;
      const subject = { kind: 'invitation' as const, id: invitationId };
      await audit(tx, ctx, { action: 'invitation.revoke', subject, details: { storyId } });
    }),
  );
}

/** `in`: they may listen already. `over`: used up, too old, revoked, or none at all. */
export type Invited =
  | { state: 'open'; storyId: string; title: string; inviterName: string }
  | { state: 'in'; storyId: string }
  | { state: 'over' };

/**
 * What an invitation says to whoever opens it. `token`: the link's own, or the id of a story for somebody whose address was
 * invited and who came by a notice.
 */
export async function readInvitation(ctx: Ctx, { token }: { token: string }): Promise<Invited> {
  const found = await find(ctx, token);
  if (!found) return { state: 'over' };
  const { invitation, isIn, isWelcome } = found;
  if (isIn) return { state: 'in', storyId: invitation.storyId };
  if (!invitation.isOpen || !isWelcome) return { state: 'over' };
  const { storyId, storyTitle, inviterName } = invitation;
  return { state: 'open', storyId, title: storyTitle, inviterName };
}

/** Lets the actor in; again changes nothing. Throws invitation_over. */
export async function accept(ctx: Ctx, { token }: { token: string }): Promise<{ url: string }> {
  const { actor } = ctx;
  if (!actor) throw new AppError('not_signed_in');
  if (actor.isSuspended) throw new AppError('suspended');
  const found = await find(ctx, token);
  if (!found) throw new AppError('invitation_over');
  const { invitation, isIn, isWelcome } = found;
  const url = `/s/${invitation.storyId}`;
  if (isIn) return { url };
  if (!invitation.isOpen || !isWelcome) throw new AppError('invitation_over');
  await comeIn(ctx, invitation, actor.id);
  return { url };
}

/** They are not in it yet, so this is the system's to write. */
async function comeIn(ctx: Ctx, invitation: InvitationRow, userId: string): Promise<void> {
  await guarded(() =>
    systemDatabase().transaction(async (tx) => {
      const came = await useInvitation(tx, invitation, userId);
      if (came === 'over') throw new AppError('invitation_over');
      if (came === 'was in') return;
      const subject = { kind: 'invitation' as const, id: invitation.id };
      await audit(tx, ctx, { action: 'invitation.accept', subject, details: { storyId: invitation.storyId } });
    }),
  );
}

type Found = { invitation: KnownInvitation; isIn: boolean; isWelcome: boolean };

async function find(ctx: Ctx, token: string): Promise<Found | null> {
  const db = systemDatabase();
  const by = await namedBy(ctx, token);
  const invitation = by && (await getInvitation(db, by));
  const story = invitation && (await getStory(db, { id: invitation.storyId, actorId: ctx.actor?.id ?? null }));
  if (!story) return null;
  const isIn = ctx.actor?.id === story.ownerId || story.isInvited;
  // Nobody has a name here yet: they are asked for one, and then again whether they may.
  const isWelcome = ctx.actor ? can(ctx.actor, 'story.join', story) && !invitation.barred.includes(ctx.actor.id) : true;
  return { invitation, isIn, isWelcome };
}

async function namedBy({ actor }: Ctx, token: string): Promise<Parameters<typeof getInvitation>[1] | null> {
  const storyId = id.safeParse(token);
  if (!storyId.success) return { tokenSha256: tokenHash(token) };
  const user = actor && (await getUser(systemDatabase(), { id: actor.id }));
  return user?.email && user.emailVerifiedAt ? { storyId: storyId.data, email: user.email } : null;
}
