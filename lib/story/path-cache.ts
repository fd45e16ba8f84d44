import { AppError } from '@/lib/domain/errors';
import type { StoryEvent } from '@/lib/domain/story-event';
import type { StorySource } from './story-source';
import type { Telling } from './told-story';

/** So many paths are kept ready. What happens to them is told meanwhile; the addresses of their mixes hold for an hour. */
const MOST = 24;
const FRESH_MS = 15 * 60_000;

/** `told`: as it was last read; `isOld`: something has happened to it since. */
type Reading = { told: Telling | null; isOld: boolean };
type Entry = { path: Promise<Telling>; atMs: number; reading: Reading };

/** The paths that a page may go next. One that is not as it was is asked for again, and serves once more where nobody answers. */
export function createPathCache(source: Pick<StorySource, 'path'>, now = () => performance.now()) {
  const entries = new Map<string, Entry>();

  function get(takeId: string, on: boolean, afterId: string | null): Promise<Telling> {
    const key = `${takeId} ${on} ${afterId}`;
    const known = entries.get(key);
    if (known && !known.reading.isOld && now() - known.atMs < FRESH_MS) return known.path;
    const reading: Reading = { told: known?.reading.told ?? null, isOld: false };
    const path = read(reading, () => source.path(takeId, on, afterId));
    entries.delete(key);
    entries.set(key, { path, atMs: now(), reading });
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
    /** Something happened: paths on which it shows, or may, are as they were. */
    happened(event: StoryEvent): void {
      const ids = touched(event);
      for (const { reading } of entries.values()) if (!reading.told || shows(reading.told, ids)) reading.isOld = true;
    },
    /** Whatever may have happened. */
    forget(): void {
      for (const { reading } of entries.values()) reading.isOld = true;
    },
  };
}

async function read(reading: Reading, ask: () => Promise<Telling>): Promise<Telling> {
  try {
    const told = await ask();
    reading.told = told;
    return told;
  } catch (cause) {
    // Whoever waits for it is told, or has it as it was; the next one asks again.
    reading.isOld = true;
    if (reading.told && cause instanceof AppError && AWAY.includes(cause.code)) return reading.told;
    throw cause;
  }
}

const AWAY: readonly string[] = ['network_unreachable', 'deadline_exceeded', 'database_unavailable'];

function touched(event: StoryEvent): Set<string | null> {
  switch (event.type) {
    case 'take':
      return new Set([event.take.parentId]);
    case 'like':
      return new Set([event.takeId, ...event.canon.map(({ parentId }) => parentId)]);
    case 'recording':
      return new Set();
  }
}

const shows = ({ takes, forks, answers }: Telling, ids: ReadonlySet<string | null>): boolean =>
  [...takes, ...forks.flatMap(({ others }) => others), ...answers].some(({ id }) => ids.has(id));
