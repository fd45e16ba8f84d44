import 'server-only';
import { unreadCount } from '@/db/queries/notices';
import { getUser } from '@/db/queries/users';
import type { Me, WaysIn } from '@/lib/domain/me';
import { pictureUrl } from './account';
import type { Ctx } from './context';
import { isMailOn } from './mail';
import { outsideProviders } from './outside-providers';
import { keepDevice } from './session';

/** What a page wants to know of whoever looks at it; their device stays theirs. */
export async function viewMe(ctx: Ctx): Promise<Me> {
  const { actor } = ctx;
  if (!actor) return { person: null, unread: 0, waysIn: waysIn() };
  await keepDevice();
  const [user, unread] = await Promise.all([
    getUser(ctx.db, { id: actor.id }),
    unreadCount(ctx.db, { userId: actor.id }),
  ]);
  const { id, name, role, isSuspended } = actor;
  const person = { id, name, role, isSuspended, pictureUrl: user && pictureUrl(user) };
  return { person, unread, waysIn: waysIn() };
}

export const waysIn = (): WaysIn => ({
  byMail: isMailOn(),
  providers: outsideProviders().map(({ id, name }) => ({ id, name })),
});
