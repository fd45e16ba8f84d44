import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../client';
import { guarded } from '../guard';
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
