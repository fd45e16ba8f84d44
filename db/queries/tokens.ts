import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { tokens } from '../people';

export type TokenRow = typeof tokens.$inferSelect;

export async function insertToken(
  db: Db,
  token: Pick<TokenRow, 'sha256' | 'purpose' | 'userId' | 'email' | 'expiresAt'>,
): Promise<void> {
  await guarded(() => db.insert(tokens).values(token));
}

/** Uses a token up: of all who come with it one has it. Null when it is used up, too old, or for something else. */
export async function takeToken(
  db: Db,
  { sha256, purpose }: Pick<TokenRow, 'sha256' | 'purpose'>,
): Promise<TokenRow | null> {
  const rows = await guarded(() =>
    db
      .delete(tokens)
      .where(and(eq(tokens.sha256, sha256), eq(tokens.purpose, purpose), gt(tokens.expiresAt, sql`now()`)))
      .returning(),
  );
  return rows[0] ?? null;
}

/** Every other link that was sent to this person for this is worth nothing from now on. */
export async function dropTokens(db: Db, { userId }: { userId: string }): Promise<void> {
  await guarded(() => db.delete(tokens).where(eq(tokens.userId, userId)));
}

export async function sweepTokens(db: Db): Promise<void> {
  await guarded(() => db.delete(tokens).where(lt(tokens.expiresAt, sql`now()`)));
}
