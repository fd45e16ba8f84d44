import 'server-only';
import { z } from 'zod';
import { decisionsAbout, standingOf, withheldOf } from '@/db/queries/decisions';
import { getReport, isCaseOpen, openCases, reportsAbout } from '@/db/queries/reports';
import { getStory } from '@/db/queries/stories';
import { answersPage, getTake, type PageRow, type TakeRow } from '@/db/queries/takes';
import { getUser } from '@/db/queries/users';
import { AppError } from '@/lib/domain/errors';
import { PAGE_SIZE } from '@/lib/domain/limits';
import {
  type CaseView,
  type DecisionInCase,
  type HeardTake,
  type OpenCase,
  openTo,
  type PersonInCase,
  type ReportedTake,
} from '@/lib/domain/moderation';
import { can } from '@/lib/domain/policy';
import { thinPeaks } from '@/lib/timeline/peaks';
import { appealView } from './appeal-view';
import type { Ctx } from './context';
import { moderatorOf } from './moderation';
import { systemDatabase } from './services';

/** What stands around a take, to be listened to with it. */
const MOST_ANSWERS = 6;
const MOST_HISTORY = 50;
const PEAKS = 240;

/** What is to be decided, the oldest first. */
export async function readCases(
  ctx: Ctx,
  { cursor = null }: { cursor?: string | null | undefined },
): Promise<{ cases: OpenCase[]; nextCursor: string | null }> {
  moderatorOf(ctx);
  const { cases, nextCursor } = await openCases(systemDatabase(), { limit: PAGE_SIZE, cursor });
  return {
    nextCursor,
    cases: cases.map((row) => ({
      reportId: row.reportId,
      at: row.createdAt.toISOString(),
      person: {
        id: row.personId,
        name: row.personName,
        role: row.personRole,
        isSuspended: row.suspendedAt !== null,
      },
      storyTitle: row.storyTitle,
      isTake: row.takeId !== null,
      kinds: row.kinds,
      reportCount: row.reportCount,
    })),
  };
}

/** All that a decision about a report needs. Moderators hear what is reported in private stories too, and what is hidden. */
export async function readCase(ctx: Ctx, { reportId }: { reportId: string }): Promise<CaseView> {
  const moderator = moderatorOf(ctx);
  const db = systemDatabase();
  const report = await getReport(db, { id: reportId });
  if (!report) throw new AppError('not_found');
  const { storyId, takeId, personId } = report;
  const subject = { storyId, takeId, personId };
  const [person, story, row, reports, decisions, isOpen, standing] = await Promise.all([
    readPerson(personId),
    storyId ? getStory(db, { id: storyId }) : null,
    storyId && takeId ? getTake(db, { storyId, id: takeId }) : null,
    reportsAbout(db, { ...subject, limit: MOST_HISTORY }),
    decisionsAbout(db, { personId, limit: MOST_HISTORY }),
    isCaseOpen(db, subject),
    takeId ? standingOf(db, { takeId }) : null,
  ]);
  const owner = story && (await getUser(db, { id: story.ownerId }));
  const isForThem = can(moderator, 'person.suspend', { personId, role: person.role });
  return {
    reportId,
    person,
    story: story && {
      id: story.id,
      title: story.title,
      ownerName: owner?.name ?? '',
      isPrivate: story.visibility === 'private',
    },
    take: row && (await reportedTake(ctx, row)),
    ...(await around(ctx, row)),
    reports: reports.map(({ createdAt, decisionId, ...shown }) => ({
      ...shown,
      at: createdAt.toISOString(),
      isOpen: decisionId === null,
    })),
    decisions: decisions.map(
      ({ decision, moderatorName }): DecisionInCase => ({
        id: decision.id,
        kind: decision.kind,
        reason: decision.reason,
        at: decision.createdAt.toISOString(),
        moderatorName,
        isOfTake: takeId !== null && decision.takeId === takeId,
        appeal: appealView(decision),
      }),
    ),
    open: isForThem
      ? openTo({
          takeState: row?.state ?? null,
          isLeaving: standing?.kind === 'remove',
          isSuspended: person.isSuspended,
          isOpen,
        })
      : [],
  };
}

/** Throws not_found. */
export async function readPerson(personId: string): Promise<PersonInCase> {
  const user = await getUser(systemDatabase(), { id: personId });
  if (!user) throw new AppError('not_found');
  return { id: user.id, name: user.name, role: user.role, isSuspended: user.suspendedAt !== null };
}

async function around(ctx: Ctx, row: TakeRow | null): Promise<Pick<CaseView, 'parent' | 'answers'>> {
  if (!row) return { parent: null, answers: [] };
  const { storyId, id, parentId } = row;
  const db = systemDatabase();
  const [parent, answers] = await Promise.all([
    parentId ? getTake(db, { storyId, id: parentId }) : null,
    answersPage(db, { storyId, id, limit: MOST_ANSWERS, cursor: null }),
  ]);
  return {
    parent: parent && (await heardTake(ctx, parent)),
    answers: await Promise.all(answers.takes.map((take) => heardTake(ctx, take))),
  };
}

type Heard = Omit<PageRow, 'mixKey'> & { mixKey: string | null };

const heardTake = async ({ storage }: Ctx, take: Heard): Promise<HeardTake> => ({
  id: take.id,
  authorId: take.authorId,
  name: take.authorName,
  durationMs: take.durationMs,
  mixUrl: take.mixKey === null || take.mixDue ? null : await storage.listenUrl(take.mixKey),
  peaks: thinPeaks(take.peaks, PEAKS),
});

/** Without a mix: what it was over is not heard any more. */
const withheldFiles = z.object({ stemKey: z.string(), mixKey: z.string().nullable() });

/** A take as it was when it was reported: of a hidden one the files that silence stands in for. */
export async function reportedTake(ctx: Ctx, row: TakeRow): Promise<ReportedTake> {
  const withheld = await withheldOf(systemDatabase(), { storyId: row.storyId, takeId: row.id });
  const { stemKey, mixKey } = withheld ? withheldFiles.parse(withheld.files) : row;
  const heard = await heardTake(ctx, {
    ...row,
    mixKey,
    mixDue: row.mixDue && withheld === null,
    peaks: withheld?.peaks ?? row.peaks,
  });
  const stemUrl = await ctx.storage.listenUrl(stemKey);
  return { ...heard, stemUrl, state: row.state, at: row.createdAt.toISOString() };
}
