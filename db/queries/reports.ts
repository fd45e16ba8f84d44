import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '@/lib/domain/errors';
import type { ReportKind } from '@/lib/domain/people';
import type { Db } from '../client';
import { decodeCursor, encodeCursor, pageOf } from '../cursor';
import { guarded } from '../guard';
import { reports } from '../people';
import { stories, users } from '../schema';

/** What a report and a decision are about: a take with its author, or a person. */
export type Subject = { storyId: string | null; takeId: string | null; personId: string };

/** Its id. Throws already_reported while an earlier one of the same person is open. */
export async function addReport(
  db: Db,
  report: Subject & { reporterId: string; kind: ReportKind; words: string },
): Promise<string> {
  const rows = await guarded(() =>
    db
      .insert(reports)
      .values({ id: uuidv7(), ...report })
      .onConflictDoNothing()
      .returning({ id: reports.id }),
  );
  if (!rows[0]) throw new AppError('already_reported');
  return rows[0].id;
}

export async function getReport(db: Db, { id }: { id: string }) {
  const rows = await guarded(() => db.select().from(reports).where(eq(reports.id, id)));
  return rows[0] ?? null;
}

const isAbout = ({ takeId, personId }: Subject) =>
  and(eq(reports.personId, personId), takeId === null ? isNull(reports.takeId) : eq(reports.takeId, takeId));

/** Those of one take, or of one person as such, are one case: whatever is decided closes all of them. How many they were. */
export async function closeReports(db: Db, { decisionId, ...subject }: Subject & { decisionId: string }) {
  const rows = await guarded(() =>
    db
      .update(reports)
      .set({ decisionId })
      .where(and(isAbout(subject), isNull(reports.decisionId)))
      .returning({ id: reports.id }),
  );
  return rows.length;
}

export async function isCaseOpen(db: Db, subject: Subject): Promise<boolean> {
  const rows = await guarded(() =>
    db
      .select({ id: reports.id })
      .from(reports)
      .where(and(isAbout(subject), isNull(reports.decisionId)))
      .limit(1),
  );
  return rows.length > 0;
}

/** Every report of one case, the newest first; `limit` at most. */
export const reportsAbout = (db: Db, { limit, ...subject }: Subject & { limit: number }) =>
  guarded(() =>
    db
      .select({
        id: reports.id,
        kind: reports.kind,
        words: reports.words,
        createdAt: reports.createdAt,
        reporterName: users.name,
        decisionId: reports.decisionId,
      })
      .from(reports)
      .innerJoin(users, eq(users.id, reports.reporterId))
      .where(isAbout(subject))
      .orderBy(desc(reports.createdAt), desc(reports.id))
      .limit(limit),
  );

/** The report that a decision has closed, or null. */
export async function reportOf(db: Db, { decisionId }: { decisionId: string }): Promise<string | null> {
  const rows = await guarded(() =>
    db.select({ id: reports.id }).from(reports).where(eq(reports.decisionId, decisionId)).limit(1),
  );
  return rows[0]?.id ?? null;
}

const other = alias(reports, 'other');
const isOfSameCase = sql`${other.decisionId} is null and ${other.personId} = ${reports.personId} and ${other.takeId} is not distinct from ${reports.takeId}`;

/** What is to be decided, a case each by its first report, the oldest first. */
export async function openCases(db: Db, { limit, cursor }: { limit: number; cursor: string | null }) {
  const after = cursor === null ? null : decodeCursor(cursor);
  const rows = await guarded(() =>
    db
      .select({
        reportId: reports.id,
        createdAt: reports.createdAt,
        takeId: reports.takeId,
        storyTitle: stories.title,
        personId: users.id,
        personName: users.name,
        personRole: users.role,
        suspendedAt: users.suspendedAt,
        kinds: sql<
          ReportKind[]
        >`array(select distinct ${other.kind} from ${reports} as ${sql.identifier('other')} where ${isOfSameCase} order by 1)`,
        reportCount: sql<number>`(select count(*)::integer from ${reports} as ${sql.identifier('other')} where ${isOfSameCase})`,
      })
      .from(reports)
      .innerJoin(users, eq(users.id, reports.personId))
      .leftJoin(stories, eq(stories.id, reports.storyId))
      .where(
        and(
          isNull(reports.decisionId),
          sql`not exists (select from ${reports} as ${sql.identifier('other')} where ${isOfSameCase} and (${other.createdAt}, ${other.id}) < (${reports.createdAt}, ${reports.id}))`,
          after
            ? sql`(${reports.createdAt}, ${reports.id}) > (${after.at}::timestamptz, ${after.id}::uuid)`
            : undefined,
        ),
      )
      .orderBy(asc(reports.createdAt), asc(reports.id))
      .limit(limit + 1),
  );
  const { page, nextCursor } = pageOf(rows, limit, (last) => encodeCursor(last.createdAt, last.reportId));
  return { cases: page, nextCursor };
}
