import 'server-only';
import { z } from 'zod';
import { addReport } from '@/db/queries/reports';
import { getTake } from '@/db/queries/takes';
import { getUser } from '@/db/queries/users';
import { AppError } from '@/lib/domain/errors';
import { REASON_MAX_CHARS } from '@/lib/domain/limits';
import { REPORT_KINDS, type ReportKind } from '@/lib/domain/people';
import { can } from '@/lib/domain/policy';
import { id } from '@/lib/domain/schemas';
import { audit } from './audit';
import type { Ctx } from './context';
import { storyForActor } from './stories';

/** `POST /api/v1/reports` */
export const report = z.object({
  storyId: id,
  /** The take itself, or one of whoever the report is about. */
  takeId: id,
  about: z.enum(['take', 'person']),
  kind: z.enum(REPORT_KINDS),
  words: z.string().trim().max(REASON_MAX_CHARS).default(''),
});

type Report = { storyId: string; takeId: string; about: 'take' | 'person'; kind: ReportKind; words: string };

/**
 * Tells the moderators of a take or of whoever has recorded it. Throws already_reported while they have not looked at an earlier
 * report of the same person.
 */
export async function fileReport(
  ctx: Ctx,
  { storyId, takeId, about, kind, words }: Report,
): Promise<{ reportId: string }> {
  const { actor } = ctx;
  if (!actor) throw new AppError('not_signed_in');
  await storyForActor(ctx, { storyId }, 'story.listen');
  const take = await getTake(ctx.db, { storyId, id: takeId });
  if (!take) throw new AppError('take_not_found');
  if (actor.isSuspended) throw new AppError('suspended');
  const personId = take.authorId;
  if (about === 'take') {
    if (take.state !== 'shown') throw new AppError('take_not_found');
    if (!can(actor, 'take.report', take)) throw new AppError('forbidden');
  } else {
    const person = await getUser(ctx.db, { id: personId });
    if (!can(actor, 'person.report', person && { personId, role: person.role })) throw new AppError('forbidden');
  }
  const subject = { storyId, takeId: about === 'take' ? takeId : null, personId };
  return ctx.db.transaction(async (tx) => {
    const reportId = await addReport(tx, { ...subject, reporterId: actor.id, kind, words });
    await audit(tx, ctx, {
      action: 'report.file',
      subject: { kind: 'report', id: reportId },
      details: { about, kind, takeId, personId },
    });
    return { reportId };
  });
}
