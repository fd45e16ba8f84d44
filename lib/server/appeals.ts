import 'server-only';
import {
  addAppeal,
  closeAppeal,
  type DecisionRow,
  getDecision,
  hasOtherModerator,
  lockPerson,
  openAppeals,
  standingOf,
} from '@/db/queries/decisions';
import { isCaseOpen, reportOf } from '@/db/queries/reports';
import { getStory } from '@/db/queries/stories';
import { getTake } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { KEEP_REMOVED_DAYS, PAGE_SIZE } from '@/lib/domain/limits';
import {
  type AppealCase,
  type AppealVerdict,
  isAppealable,
  isOfTake,
  type OpenAppeal,
  type OwnDecision,
  openTo,
  reversalOf,
} from '@/lib/domain/moderation';
import type { TakeState } from '@/lib/domain/people';
import { can } from '@/lib/domain/policy';
import { appealView } from './appeal-view';
import { audit } from './audit';
import { readPerson, reportedTake } from './cases';
import type { Ctx } from './context';
import { decideIn, type Moderator, moderatorOf } from './moderation';
import { tell } from './notices';
import { systemDatabase } from './services';

/** A decision about the actor or their take. To everybody else it does not exist. */
async function ownDecision({ actor }: Ctx, decisionId: string): Promise<DecisionRow> {
  if (!can(actor, 'decision.appeal')) throw new AppError('not_found');
  const decision = await getDecision(systemDatabase(), { id: decisionId });
  if (!decision || decision.personId !== actor?.id || decision.kind === 'dismiss') throw new AppError('not_found');
  return decision;
}

/** What was decided about the actor, and why. */
export const readDecision = async (ctx: Ctx, { decisionId }: { decisionId: string }): Promise<OwnDecision> =>
  decisionView(await ownDecision(ctx, decisionId));

async function decisionView(decision: DecisionRow): Promise<OwnDecision> {
  const { id, kind, reason, createdAt, storyId, takeId } = decision;
  const story = storyId ? await getStory(systemDatabase(), { id: storyId }) : null;
  const isLost = story === null || story.isDeleted;
  const take = storyId && takeId ? await getTake(systemDatabase(), { storyId, id: takeId }) : null;
  return {
    id,
    kind,
    reason,
    at: createdAt.toISOString(),
    story: isLost ? null : { id: story.id, title: story.title, takeId },
    mayAppeal: isAppealable(kind) && decision.appealedAt === null,
    soundUntil: kind === 'remove' ? soundUntil(createdAt, take?.state) : null,
    appeal: appealView(decision),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Null of what is heard again. */
function soundUntil(removedAt: Date, state: TakeState | undefined): OwnDecision['soundUntil'] {
  if (state === 'shown') return null;
  return state === 'hidden' ? new Date(removedAt.getTime() + KEEP_REMOVED_DAYS * DAY_MS).toISOString() : 'gone';
}

/** Asks for a second look, once. Throws already_appealed, and nothing_to_appeal of what takes nothing away. */
export async function appealDecision(
  ctx: Ctx,
  { decisionId, words }: { decisionId: string; words: string },
): Promise<void> {
  const decision = await ownDecision(ctx, decisionId);
  if (!isAppealable(decision.kind)) throw new AppError('nothing_to_appeal');
  await systemDatabase().transaction(async (tx) => {
    // What is being removed for good meanwhile is gone, or is appealed in time.
    await lockPerson(tx, { personId: decision.personId });
    if (!(await addAppeal(tx, { id: decisionId, words }))) throw new AppError('already_appealed');
    await audit(tx, ctx, { action: 'decision.appeal', subject: { kind: 'decision', id: decisionId } });
  });
}

/** Appeals that wait, the oldest first. */
export async function readAppeals(
  ctx: Ctx,
  { cursor = null }: { cursor?: string | null | undefined },
): Promise<{ appeals: OpenAppeal[]; nextCursor: string | null }> {
  moderatorOf(ctx);
  const { appeals, nextCursor } = await openAppeals(systemDatabase(), { limit: PAGE_SIZE, cursor });
  return {
    nextCursor,
    appeals: appeals.map(({ id, kind, personName, appeal, appealedAt }) => ({
      decisionId: id,
      kind,
      personName,
      words: appeal,
      at: appealedAt.toISOString(),
    })),
  };
}

export async function readAppeal(ctx: Ctx, { decisionId }: { decisionId: string }): Promise<AppealCase> {
  const moderator = moderatorOf(ctx);
  const db = systemDatabase();
  const decision = await getDecision(db, { id: decisionId });
  if (!decision?.appealedAt) throw new AppError('not_found');
  const { storyId, takeId, personId } = decision;
  const [person, decider, reportId, row, view] = await Promise.all([
    readPerson(personId),
    readPerson(decision.moderatorId),
    reportOf(db, { decisionId }),
    storyId && takeId ? getTake(db, { storyId, id: takeId }) : null,
    decisionView(decision),
  ]);
  return {
    decision: view,
    person,
    moderatorName: decider.name,
    reportId,
    take: row && (await reportedTake(ctx, row)),
    isOwn: decision.moderatorId === moderator.id,
    mayDecide: decision.appealDecidedAt === null && (await mayDecide(moderator, decision, person.role)),
  };
}

/** Another one than who has decided, where there is another one. */
async function mayDecide(
  moderator: Moderator,
  { moderatorId, personId }: DecisionRow,
  role: Moderator['role'],
): Promise<boolean> {
  if (!can(moderator, 'person.suspend', { personId, role })) return false;
  if (moderator.id !== moderatorId) return true;
  const roles = (['moderator', 'admin'] as const).filter((one) =>
    can({ ...moderator, id: '', role: one }, 'person.suspend', { personId, role }),
  );
  return !(await hasOtherModerator(systemDatabase(), { moderatorId, personId, roles }));
}

/**
 * Decides an appeal and tells its author. A reversed decision is undone while it is the one that holds. Throws
 * already_decided, and forbidden to whoever has made the decision while there is somebody else.
 */
export async function decideAppeal(
  ctx: Ctx,
  { decisionId, verdict, reason }: { decisionId: string; verdict: AppealVerdict; reason: string },
): Promise<void> {
  const moderator = moderatorOf(ctx);
  await systemDatabase().transaction(async (tx) => {
    const decision = await getDecision(tx, { id: decisionId });
    if (!decision?.appealedAt) throw new AppError('not_found');
    const { storyId, takeId, personId, kind } = decision;
    const person = await lockPerson(tx, { personId });
    if (!person || !(await mayDecide(moderator, decision, person.role))) throw new AppError('forbidden');
    if (!(await closeAppeal(tx, { id: decisionId, verdict, reason, moderatorId: moderator.id }))) {
      throw new AppError('already_decided');
    }
    const subject = { storyId, takeId, personId };
    const take = storyId && takeId ? await getTake(tx, { storyId, id: takeId }) : null;
    const standing = takeId ? await standingOf(tx, { takeId }) : null;
    // It may have been undone already, or made worse by a later decision, which stands for itself.
    const holds = !isOfTake(kind) || standing?.id === decisionId;
    const undone = verdict === 'reversed' && holds ? reversalOf(kind) : null;
    const open = openTo({
      takeState: take?.state ?? null,
      isLeaving: standing?.kind === 'remove',
      isSuspended: person.suspendedAt !== null,
      isOpen: await isCaseOpen(tx, subject),
    });
    // Either tells the author.
    if (undone && open.includes(undone)) await decideIn(tx, ctx, subject, { kind: undone, reason });
    else await tell(tx, { userId: personId, kind: 'decision', storyId, takeId, decisionId });
    await audit(tx, ctx, {
      action: `appeal.${verdict}`,
      subject: { kind: 'decision', id: decisionId },
      details: { takeId, personId },
    });
  });
}
