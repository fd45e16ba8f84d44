import { AppError } from '@/lib/domain/errors';
import type { StorySource } from './story-source';
import type { Telling } from './told-story';

/** So many paths are kept ready; the addresses of their mixes hold for an hour, what they tell of a living story does not. */
const MOST = 24;
const FRESH_MS = 60_000;

type Entry = { path: Promise<Telling>; atMs: number };

/** The paths that a page may go next. */
export function createPathCache(source: Pick<StorySource, 'path'>, now = () => performance.now()) {
  const entries = new Map<string, Entry>();

  function get(takeId: string, on: boolean, afterId: string | null): Promise<Telling> {
    const key = `${takeId} ${on} ${afterId}`;
    const known = entries.get(key);
    if (known && now() - known.atMs < FRESH_MS) return known.path;
    const path = source.path(takeId, on, afterId);
    entries.delete(key);
    entries.set(key, { path, atMs: now() });
    path.catch(() => {
      // Whoever waits for it is told; the next one asks again.
      if (entries.get(key)?.path === path) entries.delete(key);
    });
    const [oldest] = entries.keys();
    if (entries.size > MOST && oldest !== undefined) entries.delete(oldest);
    return path;
  }

  return {
    get,
    prepare(takeId: string, on: boolean, afterId: string | null): void {
      get(takeId, on, afterId).catch((cause: unknown) => {
        // A path that was only wished for ahead: who really goes there asks again, and is told.
        if (!(cause instanceof AppError)) throw cause;
      });
    },
    forget: () => entries.clear(),
  };
}
