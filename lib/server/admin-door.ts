import 'server-only';
import { headers } from 'next/headers';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import type { Ctx } from './context';
import { env } from './env';
import { isAddressIn } from './networks';

export type Admin = NonNullable<Ctx['actor']>;

/** Who runs this place, from where that may be done (ADMIN_ADDRESSES). To everybody else there is nothing here. */
export async function adminOf({ actor }: Pick<Ctx, 'actor'>): Promise<Admin> {
  if (!actor || !can(actor, 'place.administer')) throw new AppError('not_found');
  if (!isAddressIn(await headers(), env().ADMIN_ADDRESSES)) throw new AppError('not_found');
  return actor;
}
