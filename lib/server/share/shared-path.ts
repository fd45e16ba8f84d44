import 'server-only';
import { type PathStep, pathSteps, peaksOfTakes } from '@/db/queries/path-files';
import type { StoryRow } from '@/db/queries/stories';
import { canonLeaf } from '@/db/queries/takes';
import { AppError } from '@/lib/domain/errors';
import { barLevel, barSpans } from '@/lib/timeline/path-bars';
import { endMs } from '@/lib/timeline/rule';
import type { Ctx } from '../context';
import { storyForActor } from '../stories';

export type PathIds = { storyId: string; takeId?: string | undefined };

/** A bar of a path's waveform: whose voice, and how high from 0 to 1. */
export type PathBar = { authorId: string; level: number };

export type SharedPath = {
  story: StoryRow;
  /** Seed first, never empty. */
  takes: PathStep[];
  last: PathStep;
  lengthMs: number;
};

/**
 * A path as anybody sees it who has the link, whoever asks: what is made of it is shown in other places and kept in caches. The
 * canon when no take is chosen; `goesOn`: on from the chosen one along the canon. Throws story_not_found and take_not_found.
 */
export async function sharedPath(ctx: Ctx, { storyId, takeId }: PathIds, goesOn = false): Promise<SharedPath> {
  const story = await storyForActor({ ...ctx, actor: null }, { storyId }, 'story.listen');
  const isOpen = goesOn || !takeId;
  const endId = isOpen ? await canonLeaf(ctx.db, { storyId, id: takeId ?? story.seedId }) : takeId;
  const takes = endId ? await pathSteps(ctx.db, { storyId, takeId: endId }) : [];
  const last = takes.at(-1);
  if (!last) throw new AppError('take_not_found');
  return { story, takes, last, lengthMs: endMs(last) };
}

/** Its waveform in `count` bars; no more waveforms are read than there are bars. */
export async function pathBars(ctx: Ctx, { story, takes }: SharedPath, count: number): Promise<PathBar[]> {
  const spans = barSpans(takes, count);
  const steps = new Map(takes.map((take) => [take.id, take]));
  const ids = [...new Set(spans.map(({ takeId }) => takeId))];
  const peaks = await peaksOfTakes(ctx.db, { storyId: story.id, ids });
  const bars = spans.flatMap((span) => {
    const take = steps.get(span.takeId);
    const its = peaks.get(span.takeId);
    return take && its ? [{ authorId: take.authorId, level: barLevel(span, its, take.durationMs) }] : [];
  });
  const loudest = bars.reduce((most, { level }) => Math.max(most, level), 0) || 1;
  return bars.map(({ authorId, level }) => ({ authorId, level: level / loudest }));
}

/** Who tells it, each once, in the order in which they come. */
export const voicesOf = (takes: readonly PathStep[]): { id: string; name: string }[] => [
  ...new Map(takes.map(({ authorId, authorName }) => [authorId, { id: authorId, name: authorName }])).values(),
];
