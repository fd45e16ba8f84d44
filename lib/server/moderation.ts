import 'server-only';
import type { Db } from '@/db/client';
import { addDecision, lockPerson, setSuspended, standingOf } from '@/db/queries/decisions';
import { closeReports, getReport, isCaseOpen, type Subject } from '@/db/queries/reports';
import { getTake } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { BECOMES, isOfTake, openTo } from '@/lib/domain/moderation';
import type { DecisionKind } from '@/lib/domain/people';
import { can } from '@/lib/domain/policy';
import { audit } from './audit';
import type { Ctx } from './context';
import { tell } from './notices';
import { systemDatabase } from './services';
import { silenceTake } from './silence';

export type Moderator = NonNullable<Ctx['actor']>;

/** Who looks after this place. To everybody else there is nothing here. */
export function moderatorOf({ actor }: Pick<Ctx, 'actor'>): Moderator {
  if (!actor || !can(actor, 'place.moderate')) throw new AppError('not_found');
  return actor;
}

type Decision = { kind: DecisionKind; reason: string };

/**
 * Decides what a report is about, and with it every other report of the same. Throws already_decided when there is nothing left of
 * that kind to decide, and forbidden about oneself and about whoever looks after this place, too.
 */
export async function decideReport(
  ctx: Ctx,
  { reportId, ...decision }: Decision & { reportId: string },
): Promise<{ decisionId: string }> {
  moderatorOf(ctx);
  const report = await getReport(systemDatabase(), { id: reportId });
  if (!report) throw new AppError('not_found');
  const { storyId, takeId, personId } = report;
  return decide(ctx, { storyId, takeId, personId }, decision);
}

/** Suspends somebody of whom there is no report, or takes that back. Throws as `decideReport` does. */
export async function decidePerson(
  ctx: Ctx,
  { personId, kind, reason }: { personId: string; kind: 'suspend' | 'unsuspend'; reason: string },
): Promise<{ decisionId: string }> {
  moderatorOf(ctx);
  return decide(ctx, { storyId: null, takeId: null, personId }, { kind, reason });
}

const decide = (ctx: Ctx, subject: Subject, decision: Decision): Promise<{ decisionId: string }> =>
  systemDatabase().transaction(async (tx) => ({ decisionId: await decideIn(tx, ctx, subject, decision) }));

/** In a transaction: either all of it has happened, or nothing. */
export async function decideIn(
  tx: Db,
  ctx: Pick<Ctx, 'actor' | 'address'>,
  subject: Subject,
  { kind, reason }: Decision,
): Promise<string> {
  const moderator = moderatorOf(ctx);
  const { storyId, takeId, personId } = subject;
  const person = await lockPerson(tx, { personId });
  if (!person) throw new AppError('not_found');
  if (!can(moderator, 'person.suspend', { personId, role: person.role })) throw new AppError('forbidden');
  const take = storyId && takeId ? await getTake(tx, { storyId, id: takeId }) : null;
  const open = openTo({
    takeState: take?.state ?? null,
    isLeaving: takeId !== null && (await standingOf(tx, { takeId }))?.kind === 'remove',
    isSuspended: person.suspendedAt !== null,
    isOpen: await isCaseOpen(tx, subject),
  });
  if (!open.includes(kind)) throw new AppError('already_decided');

  const decisionId = await addDecision(tx, { ...subject, moderatorId: moderator.id, kind, reason });
  await closeReports(tx, { ...subject, decisionId });
  if (isOfTake(kind) && storyId && takeId) await silenceTake(tx, { storyId, takeId, to: BECOMES[kind] });
  if (kind === 'suspend' || kind === 'unsuspend') {
    await setSuspended(tx, { personId, isSuspended: kind === 'suspend' });
  }
  // Nobody learns that they were reported for nothing.
  if (kind !== 'dismiss') await tell(tx, { userId: personId, kind: 'decision', storyId, takeId, decisionId });
  await audit(tx, ctx, {
    action: `decision.${kind}`,
    subject: { kind: 'decision', id: decisionId },
    details: { takeId, personId },
  });
  return decisionId;
}
