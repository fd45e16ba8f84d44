import { eq } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { pictures } from '../people';

export type PictureRow = typeof pictures.$inferSelect;

export async function addPicture(db: Db, picture: Omit<PictureRow, 'createdAt'>): Promise<void> {
  await guarded(() => db.insert(pictures).values(picture));
}

export async function getPicture(db: Db, { id }: { id: string }): Promise<PictureRow | null> {
  const rows = await guarded(() => db.select().from(pictures).where(eq(pictures.id, id)));
  return rows[0] ?? null;
}

export async function dropPicture(db: Db, { id }: { id: string }): Promise<void> {
  await guarded(() => db.delete(pictures).where(eq(pictures.id, id)));
}
