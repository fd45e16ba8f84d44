import { and, desc, eq, like, sql } from 'drizzle-orm';
import type { Db } from '../client';
import { decodeCursor, encodeCursor, pageOf } from '../cursor';
import { guarded } from '../guard';
import { auditLog } from '../people';
import { users } from '../schema';

export type AuditSearch = {
  actorId?: string | undefined;
  /** As "story.close", or its beginning. */
  action?: string | undefined;
  subjectId?: string | undefined;
  /** From this day to this day, both whole (UTC). */
  from?: string | undefined;
  to?: string | undefined;
};

type Page = AuditSearch & { limit: number; cursor: string | null };

/** Who has done what, the newest first. */
export async function auditPage(db: Db, { actorId, action, subjectId, from, to, limit, cursor }: Page) {
  const before = cursor === null ? null : decodeCursor(cursor);
  const rows = await guarded(() =>
    db
      .select({ entry: auditLog, actorName: users.name })
      .from(auditLog)
      .leftJoin(users, eq(users.id, auditLog.actorId))
      .where(
        and(
          actorId === undefined ? undefined : eq(auditLog.actorId, actorId),
          action === undefined ? undefined : like(auditLog.action, `${action.replace(/[\\%_]/g, '\\$&')}%`),
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
