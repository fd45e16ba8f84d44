import { and, desc, eq, ilike, inArray, like, or, sql } from 'drizzle-orm';
import { maskAddress } from '@/lib/domain/mask';
import { id as anyId } from '@/lib/domain/schemas';
import type { Db } from '../client';
import { decodeCursor, encodeCursor, pageOf } from '../cursor';
import { guarded } from '../guard';
import { auditLog } from '../people';
import { users } from '../schema';

export type AuditSearch = {
  /** Their id, or a part of their name or their address. */
  actor?: string | undefined;
  /** As "story.close", or its beginning. */
  action?: string | undefined;
  subjectId?: string | undefined;
  /** An address on the network, or its beginning. */
  address?: string | undefined;
  /** From this day to this day, both whole (UTC). */
  from?: string | undefined;
  to?: string | undefined;
};

type Page = AuditSearch & { limit: number; cursor: string | null };

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&');
const beginsWith = (text: string) => `${escaped(text)}%`;

function isBy(db: Db, actor: string) {
  if (anyId.safeParse(actor).success) return eq(auditLog.actorId, actor.toLowerCase());
  const part = `%${escaped(actor)}%`;
  const those = db
    .select({ id: users.id })
    .from(users)
    .where(or(ilike(users.name, part), ilike(users.email, part)));
  return inArray(auditLog.actorId, those);
}

/** Who has done what, the newest first. */
export async function auditPage(db: Db, { actor, action, subjectId, address, from, to, limit, cursor }: Page) {
  const before = cursor === null ? null : decodeCursor(cursor);
  const rows = await guarded(() =>
    db
      .select({ entry: auditLog, actorName: users.name })
      .from(auditLog)
      .leftJoin(users, eq(users.id, auditLog.actorId))
      .where(
        and(
          actor === undefined ? undefined : isBy(db, actor),
          action === undefined ? undefined : like(auditLog.action, beginsWith(action)),
          // What is written down of an address is its neighbourhood.
          address === undefined
            ? undefined
            : or(eq(auditLog.address, maskAddress(address)), like(auditLog.address, beginsWith(address))),
          subjectId === undefined ? undefined : eq(auditLog.subjectId, subjectId),
          from === undefined ? undefined : sql`${auditLog.at} >= ${from}::date`,
          to === undefined ? undefined : sql`${auditLog.at} < ${to}::date + 1`,
          before ? sql`(${auditLog.at}, ${auditLog.id}) < (${before.at}::timestamptz, ${before.id}::uuid)` : undefined,
        ),
      )
      .orderBy(desc(auditLog.at), desc(auditLog.id))
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, ({ entry }) => encodeCursor(entry.at, entry.id));
  return { entries: page, nextCursor };
}
