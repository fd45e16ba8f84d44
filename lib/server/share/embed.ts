import 'server-only';
import type { EmbedView } from '@/lib/domain/embed-view';
import { PATH_URLS } from '@/lib/domain/limits';
import type { Ctx } from '../context';
import { type PathIds, pathBars, sharedPath, voicesOf } from './shared-path';

/** As many as are drawn a thousand pixels wide; a narrower player draws fewer. */
const BARS = 200;

/** What the small player needs. Throws as `sharedPath` does. */
export async function embedView(ctx: Ctx, ids: PathIds): Promise<EmbedView> {
  const path = await sharedPath(ctx, ids);
  const voices = voicesOf(path.takes);
  const placeOf = new Map(voices.map(({ id }, place) => [id, place]));
  const bars = await pathBars(ctx, path, BARS);
  return {
    storyId: path.story.id,
    title: path.story.title,
    endId: path.last.id,
    lengthMs: path.lengthMs,
    voices,
    takes: await Promise.all(
      path.takes.map(async ({ id, startMs, durationMs, authorId, mixKey, mixDue }, i) => ({
        id,
        startMs,
        durationMs,
        mixUrl: i < PATH_URLS && !mixDue ? await ctx.storage.listenUrl(mixKey) : '',
        voice: placeOf.get(authorId) ?? 0,
      })),
    ),
    bars: bars.map(({ authorId, level }) => ({ voice: placeOf.get(authorId) ?? 0, level: Math.round(level * 100) })),
  };
}
