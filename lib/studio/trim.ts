import { MARGIN_MS } from '@/lib/domain/limits';
import type { Cut } from '@/lib/domain/schemas';
import { AFTER_SLATE_MS } from '@/lib/mixing/cut';
import type { CutStem } from '@/lib/mixing/job';
import { clamp, type Range } from '@/lib/timeline/range';
import { MAX_DURATION_MS, MIN_DURATION_MS } from '@/lib/timeline/rule';
import { type Aim, earliestPunchMs, latestPunchMs, longestMs, shortestMs } from './aim';
import type { Recorded } from './ports';
import { rawMs, recut } from './recut';

/** A take that can be cut anew: recorded here, and heard already. */
export type Recut = { aim: Aim; recorded: Omit<Recorded, 'cut'> & { cut: Cut }; stem: CutStem };

/** Where a take may begin and end within its recording (ms from `raw`'s start, as `headMs` counts). */
export type TrimRoom = { from: Range; to: Range };

/** How far both ends can go, each while the other stays: within the recording, the timeline rule and the limits of a take. */
export function trimRoom({ aim, recorded: { cut }, stem }: Recut): TrimRoom {
  const from = stem.headMs;
  const to = from + stem.durationMs;
  const { answer, punchMs } = aim;
  const earlier = Math.min(
    from,
    Math.floor(cut.slateToPunchMs) - AFTER_SLATE_MS,
    longestMs(aim) - stem.durationMs,
    answer ? punchMs - earliestPunchMs(answer) : from,
    cut.prerollMs ? Math.floor(cut.prerollMs) : from,
  );
  const later = Math.min(stem.durationMs - MIN_DURATION_MS, answer ? latestPunchMs(answer) - punchMs : MAX_DURATION_MS);
  // After a take that broke off there is nothing, whatever its margin looks like.
  const after = cut.durationMs === null ? 0 : rawMs(stem) - to;
  const longer = Math.min(after, longestMs(aim) - stem.durationMs);
  return {
    from: { least: from - Math.max(0, earlier), most: from + Math.max(0, later) },
    to: { least: Math.min(to, from + shortestMs(aim)), most: to + Math.max(0, longer) },
  };
}

/**
 * The take from `fromMs` to `toMs` of its recording, or as near to that as it may be. The punch of an answer moves with its
 * first sample, so that what was said stays where it was said; a seed begins at 0 wherever it is cut.
 */
export function trimmed<T extends Recut>(take: T, fromMs: number, toMs: number): T {
  const { aim, recorded, stem } = take;
  const room = trimRoom(take);
  const from = clamp(Math.round(fromMs), room.from);
  const startBy = from - stem.headMs;
  const moved: Aim = aim.answer ? { ...aim, punchMs: aim.punchMs + startBy } : aim;
  // What is at the end counts from the new beginning: an answer that begins later is no less long at its end.
  const end = { least: Math.max(room.to.least, from + shortestMs(moved)), most: room.to.most };
  const durationMs = Math.min(longestMs(aim), clamp(Math.round(toMs), end) - from);
  if (startBy === 0 && durationMs === stem.durationMs) return take;
  const { cut } = recorded;
  const trimmedCut: Cut = {
    ...cut,
    slateToPunchMs: cut.slateToPunchMs + startBy,
    ...(typeof cut.prerollMs === 'number' ? { prerollMs: Math.max(0, cut.prerollMs + startBy) } : {}),
    durationMs,
  };
  return {
    ...take,
    aim: moved,
    recorded: { ...recorded, cut: trimmedCut },
    stem: recut(stem, { headMs: from, durationMs }),
  };
}

/** The take `nudgeMs` later than it was measured (whole ms, the margins at most); negative is earlier. */
export function nudged<T extends Recut>(take: T, nudgeMs: number): T {
  const { recorded, stem } = take;
  const { cut } = recorded;
  const now = cut.nudgeMs ?? 0;
  const wanted = clamp(Math.round(nudgeMs), { least: -MARGIN_MS, most: MARGIN_MS });
  if (wanted === now || Number.isNaN(wanted)) return take;
  const moved = recut(stem, { headMs: stem.headMs - (wanted - now), durationMs: stem.durationMs });
  return {
    ...take,
    recorded: { ...recorded, cut: { ...cut, nudgeMs: wanted } },
    stem: { ...moved, alignment: { ...stem.alignment, nudgeMs: wanted } },
  };
}
