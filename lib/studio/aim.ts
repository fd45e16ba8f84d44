import type { ErrorCode } from '@/lib/domain/errors';
import type { AnswerKind } from '@/lib/domain/schemas';
import {
  earliestEndMs,
  latestStartMs,
  MAX_DURATION_MS,
  MIN_DURATION_MS,
  overlapMs,
  type Span,
  shortestAnswerMs,
} from '@/lib/timeline/rule';

/** The take that is being answered; `peaks` are 0 to 255, 20 a second. */
type ParentTake = Span & { id: string; authorName: string; authorId: string; mixUrl: string; peaks: number[] };

/**
 * What the studio is opened for; `earliestStartMs` is the end of the grandparent (ms), `mostMs` the longest take that the story
 * takes, where that is known and less than everywhere.
 */
export type Answer = {
  storyId: string;
  storyTitle: string;
  kind: AnswerKind;
  parent: ParentTake;
  earliestStartMs: number;
  mostMs?: number | null;
};

/** Where the next take goes: under `answer`'s parent at `punchMs` of the timeline, or at 0 as a seed. */
export type Aim = { answer: Answer | null; punchMs: number };

/** The longest take that may be published from here (ms). */
export const longestMs = ({ answer }: Pick<Aim, 'answer'>): number =>
  Math.min(MAX_DURATION_MS, answer?.mostMs ?? MAX_DURATION_MS);

/** How much of the parent is heard before the punch (ms). */
const PREROLL_MS = 5_000;
/** The count before the punch of an answer never gets shorter than this, however little there is to hear (ms). */
const COUNT_MS = 3_000;

/**
 * The earliest punch of an answer (ms). Under a parent as long as a take may be it is later than the rule's own, since
 * an answer from further ahead could not both outlast the parent and keep to that length.
 */
export const earliestPunchMs = (answer: Answer): number =>
  Math.max(answer.earliestStartMs, earliestEndMs(answer.parent) - longestMs({ answer }));

export const latestPunchMs = (answer: Answer): number => latestStartMs(answer.parent);

/** Where the studio opens: a duet over the whole tail, a continue after it. */
export function firstAim(answer: Answer | null): Aim {
  if (!answer) return { answer, punchMs: 0 };
  return { answer, punchMs: answer.kind === 'duet' ? earliestPunchMs(answer) : latestPunchMs(answer) };
}

/** `aim` with its punch moved to the nearest whole millisecond that the rule allows. */
export function movePunch(aim: Aim, punchMs: number): Aim {
  if (!aim.answer || !Number.isFinite(punchMs)) return aim;
  const moved = Math.min(latestPunchMs(aim.answer), Math.max(earliestPunchMs(aim.answer), Math.round(punchMs)));
  return moved === aim.punchMs ? aim : { ...aim, punchMs: moved };
}

/** The shortest take that may be published from here (ms). */
export const shortestMs = (aim: Aim): number =>
  aim.answer ? shortestAnswerMs(aim.answer.parent, aim.punchMs) : MIN_DURATION_MS;

/** How much is missing until the take may end (ms), 0 when nothing is. */
export const missingMs = (aim: Aim, elapsedMs: number): number => Math.max(0, Math.ceil(shortestMs(aim) - elapsedMs));

/** Why a take of this length (ms) cannot be published from here, or null when it can. */
export function lengthFault(aim: Aim, durationMs: number): ErrorCode | null {
  if (durationMs > longestMs(aim)) return 'story_take_too_long';
  if (durationMs >= shortestMs(aim)) return null;
  return durationMs < MIN_DURATION_MS ? 'take_too_short' : 'does_not_outlast_parent';
}

/** How much of the parent can be heard before the punch (ms). */
export const prerollMs = ({ answer, punchMs }: Aim): number =>
  answer ? Math.max(0, Math.min(PREROLL_MS, punchMs - answer.parent.startMs)) : 0;

/** From the first sound of the pre-roll, or the first count, to the punch (ms); 0 for a seed, which starts at once. */
export const leadInMs = (aim: Aim): number => (aim.answer ? Math.max(COUNT_MS, prerollMs(aim)) : 0);

/** Where the punch lies within the parent's mix (ms). */
export const punchInParentMs = ({ answer, punchMs }: Aim): number => (answer ? punchMs - answer.parent.startMs : 0);

/** How long the parent still sounds after the punch (ms). */
export const overlapOfMs = ({ answer, punchMs }: Aim): number => (answer ? overlapMs(answer.parent, punchMs) : 0);
