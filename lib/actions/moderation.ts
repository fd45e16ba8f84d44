'use server';

import { z } from 'zod';
import { REASON_MAX_CHARS } from '@/lib/domain/limits';
import { DECISION_KINDS } from '@/lib/domain/people';
import { id } from '@/lib/domain/schemas';
import { action } from '@/lib/server/action';
import { appealDecision, decideAppeal } from '@/lib/server/appeals';
import { decideReport } from '@/lib/server/moderation';

const words = z.string().trim().min(1).max(REASON_MAX_CHARS);

/** What is done about a report, with the reason that the author is told. */
export const decideOnReport = action(
  { name: 'decision.make', input: z.object({ reportId: id, kind: z.enum(DECISION_KINDS), reason: words }) },
  decideReport,
);

/** Asks for a second look at a decision about oneself. */
export const appeal = action({ name: 'decision.appeal', input: z.object({ decisionId: id, words }) }, appealDecision);

/** What becomes of an appeal. */
export const decideOnAppeal = action(
  {
    name: 'appeal.decide',
    input: z.object({ decisionId: id, verdict: z.enum(['upheld', 'reversed']), reason: words }),
  },
  decideAppeal,
);
