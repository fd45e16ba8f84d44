import 'server-only';
import type { DecisionRow } from '@/db/queries/decisions';
import type { AppealView } from '@/lib/domain/moderation';

/** What became of the one appeal of a decision; null when there was none. */
export const appealView = ({ appeal, appealedAt, appealKind, appealReason }: DecisionRow): AppealView | null =>
  appeal === null || appealedAt === null
    ? null
    : { words: appeal, at: appealedAt.toISOString(), verdict: appealKind, reason: appealReason };
