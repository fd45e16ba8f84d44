import { and, eq, isNull } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '@/lib/domain/errors';
import type { Db } from '../client';
import { guarded } from '../guard';
import { accounts } from '../people';
import { users } from '../schema';

export type UserRow = typeof users.$inferSelect;

export async function createGuest(db: Db, { name, id = uuidv7() }: { name: string; id?: string }): Promise<UserRow> {
  const rows = await guarded(() => db.insert(users).values({ id, name, role: 'guest' }).returning());
  const [user] = rows;
  if (!user) throw new Error('the insert returned no row');
  return user;
}

/** The user with the new name, or null when there is none. */
export async function renameUser(db: Db, { id, name }: { id: string; name: string }): Promise<UserRow | null> {
  const rows = await guarded(() => db.update(users).set({ name }).where(eq(users.id, id)).returning());
  return rows[0] ?? null;
}

export async function getUser(db: Db, { id }: { id: string }): Promise<UserRow | null> {
  const rows = await guarded(() => db.select().from(users).where(eq(users.id, id)));
  return rows[0] ?? null;
}

type NewMember = {
  name: string;
  /** In lower case, if it has one. */
  email: string | null;
  isVerified: boolean;
  passwordHash: string | null;
};

/** Makes an account: of the guest `id`, whose row stays theirs, or a new one. Throws email_taken, and not_signed_in when there is no such guest. */
export async function makeMember(
  db: Db,
  { guestId, name, email, isVerified, passwordHash }: NewMember & { guestId: string | null },
): Promise<UserRow> {
  const account = {
    name,
    email,
    passwordHash,
    role: 'member' as const,
    emailVerifiedAt: isVerified ? new Date() : null,
  };
  const rows = await guarded(() =>
    guestId === null
      ? db
          .insert(users)
          .values({ id: uuidv7(), ...account })
          .returning()
      : db
          .update(users)
          .set(account)
          .where(and(eq(users.id, guestId), eq(users.role, 'guest'), isNull(users.claimedBy), isNull(users.deletedAt)))
          .returning(),
  );
  const [user] = rows;
  if (!user) throw new AppError('not_signed_in');
  return user;
}

/** Of somebody who has not left. */
export async function userByEmail(db: Db, { email }: { email: string }): Promise<UserRow | null> {
  const rows = await guarded(() =>
    db
      .select()
      .from(users)
      .where(and(eq(users.email, email), isNull(users.deletedAt))),
  );
  return rows[0] ?? null;
}

type Credentials = Partial<Pick<UserRow, 'email' | 'emailVerifiedAt' | 'passwordHash' | 'pictureId'>>;

/** Throws email_taken. */
export async function changeUser(db: Db, { id, ...change }: { id: string } & Credentials): Promise<void> {
  await guarded(() => db.update(users).set(change).where(eq(users.id, id)));
}

type ProviderAccount = { provider: string; providerAccountId: string };

/** Whose account at a provider this is here. */
export async function userByAccount(db: Db, account: ProviderAccount): Promise<UserRow | null> {
  const rows = await guarded(() =>
    db
      .select({ user: users })
      .from(accounts)
      .innerJoin(users, eq(users.id, accounts.userId))
      .where(
        and(
          eq(accounts.provider, account.provider),
          eq(accounts.providerAccountId, account.providerAccountId),
          isNull(users.deletedAt),
        ),
      ),
  );
  return rows[0]?.user ?? null;
}

export async function linkAccount(db: Db, account: ProviderAccount & { userId: string }): Promise<void> {
  await guarded(() => db.insert(accounts).values(account).onConflictDoNothing());
}

export async function providersOf(db: Db, { userId }: { userId: string }): Promise<string[]> {
  const rows = await guarded(() =>
    db.select({ provider: accounts.provider }).from(accounts).where(eq(accounts.userId, userId)),
  );
  return rows.map(({ provider }) => provider);
}

/** Nobody vouches for this account any more. */
export async function unlinkAccounts(db: Db, { userId }: { userId: string }): Promise<void> {
  await guarded(() => db.delete(accounts).where(eq(accounts.userId, userId)));
}
