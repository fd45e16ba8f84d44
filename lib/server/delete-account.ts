import 'server-only';
import { guarded } from '@/db/guard';
import { forgetPerson, leaveStories, likesOf, takesToRemove, waitingOf } from '@/db/queries/delete-account';
import { setLike } from '@/db/queries/likes';
import { getUser } from '@/db/queries/users';
import { dropWaiting } from '@/db/queries/waiting';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import { audit } from './audit';
import type { Ctx } from './context';
import { confirmPerson } from './credentials';
import type { JobCtx } from './jobs/kinds';
import { enqueue } from './jobs/queue';
import { isMailOn, sendMail } from './mail';
import { systemDatabase } from './services';
import { silenceTake } from './silence';

const BATCH = 100;

/**
 * Deletes the account of whoever asks, and their voice with it. When this answers they are signed out everywhere, and nothing of
 * theirs is given to anybody any more; what takes longer is done by jobs. Throws wrong_credentials and sign_in_again.
 */
export async function deleteAccount(ctx: Ctx, { password }: { password?: string | undefined }): Promise<void> {
  const db = systemDatabase();
  const person = ctx.actor && (await getUser(db, { id: ctx.actor.id }));
  if (!person || !can(ctx.actor, 'account.keep')) throw new AppError('not_signed_in');
  // A guest has nothing but this device.
  if (person.role !== 'guest') await confirmPerson(ctx, password ?? '');
  const personId = person.id;
  await guarded(() =>
    db.transaction(async (tx) => {
      const left = await forgetPerson(tx, { personId });
      if (!left) return;
      // Until all of it is done: this process may end before.
      await enqueue(tx, 'person.leave', { personId });
      await audit(tx, ctx, { action: 'account.delete', subject: { kind: 'person', id: personId } });
      if (left.email && person.emailVerifiedAt && isMailOn()) await sendMail(tx, farewell(left.email));
    }),
  );
  ctx.log.info({ personId }, 'account deleted');
  await takeLeave({ ...ctx, db }, { personId });
}

/** Takes every voice of somebody who has left out of the stories, and their likes; again it does what is left to do. */
export async function takeLeave(
  { db, storage }: Pick<JobCtx, 'db' | 'storage'>,
  { personId }: { personId: string },
): Promise<{ takes: number }> {
  await leaveStories(db, { personId });
  let takes = 0;
  for (let some = await next(); some.length > 0; some = await next()) {
    for (const take of some) await guarded(() => db.transaction((tx) => silenceTake(tx, { ...take, to: 'removed' })));
    takes += some.length;
  }
  for (const { storyId, takeId } of await waitingOf(db, { personId })) {
    for await (const { key } of storage.list(`audio/${takeId}/`)) await storage.remove(key);
    await dropWaiting(db, { storyId, id: takeId });
  }
  for (let some = await likesOf(db, { personId, most: BATCH }); some.length > 0; ) {
    for (const like of some) await setLike(db, { ...like, isLiked: false });
    some = await likesOf(db, { personId, most: BATCH });
  }
  return { takes };

  function next() {
    return takesToRemove(db, { personId, most: BATCH });
  }
}

const farewell = (to: string) => ({
  to,
  subject: 'Your Tap Story account is deleted',
  text: 'Your account and your recordings are deleted. What others recorded stays theirs.\n\nIf this was not you, write to whoever runs this place.\n',
});
