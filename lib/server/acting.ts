import 'server-only';
import type { Db } from '@/db/client';
import { getStory } from '@/db/queries/stories';
import { getUser } from '@/db/queries/users';
import type { NoticeKind } from '@/lib/domain/people';
import { type Actor, can, type TakeSubject } from '@/lib/domain/policy';

/** Nobody is there while a job runs: it asks the policy about whom it acts for, as they are by then. Null: they have left. */
async function actorNow(db: Db, { userId }: { userId: string }): Promise<Actor> {
  const user = await getUser(db, { id: userId });
  return user && !user.deletedAt ? { id: user.id, role: user.role, isSuspended: user.suspendedAt !== null } : null;
}

/** Whether a take's author may still move it. */
export async function mayStillMove(db: Db, take: TakeSubject & { storyId: string }): Promise<boolean> {
  const [actor, story] = await Promise.all([
    actorNow(db, { userId: take.authorId }),
    getStory(db, { id: take.storyId, actorId: take.authorId }),
  ]);
  return can(actor, 'take.move', story) && can(actor, 'take.nudge', take);
}

type Told = { userId: string; kind: NoticeKind; storyId: string | null };

/** Whether somebody may still be told outside of the app what they were told in it: of a story that they may not hear, no more. */
export async function mayStillBeTold(db: Db, { userId, kind, storyId }: Told): Promise<boolean> {
  const actor = await actorNow(db, { userId });
  if (kind === 'decision') return can(actor, 'account.keep');
  const story = storyId === null ? null : await getStory(db, { id: storyId, actorId: userId });
  if (kind === 'invitation') return can(actor, 'story.join', story);
  return actor !== null && !actor.isSuspended && can(actor, 'story.listen', story);
}
