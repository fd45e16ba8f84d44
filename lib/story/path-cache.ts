import { AppError } from '@/lib/domain/errors';
import type { StoryEvent } from '@/lib/domain/story-event';
import type { BranchView } from '@/lib/domain/tree-views';
import type { StorySource } from './story-source';
import type { Telling } from './told-story';

/** So many paths are kept ready. What happens to them is told meanwhile; the addresses of their mixes hold for an hour. */
const MOST = 24;
const FRESH_MS = 15 * 60_000;

/**
 * `told`: as it was last read; `isOld`: something has happened to it since; `counts`: the likes of takes, as they were told since
 * it was asked for.
 */
type Reading = { told: Telling | null; isOld: boolean; counts: Map<string, number> };
type Entry = { path: Promise<Telling>; atMs: number; reading: Reading };

/** The paths that a page may go next. One that is not as it was is asked for again, and serves once more where nobody answers. */
export function createPathCache(source: Pick<StorySource, 'path'>, now = () => performance.now()) {
  const entries = new Map<string, Entry>();

  function get(takeId: string, on: boolean, afterId: string | null): Promise<Telling> {
    const key = `${takeId} ${on} ${afterId}`;
    const known = entries.get(key);
    if (known && !known.reading.isOld && now() - known.atMs < FRESH_MS) return counted(known);
    const before = known?.reading;
    const reading: Reading = {
      told: before?.told ? withCounts(before.told, before.counts) : null,
      isOld: false,
      counts: new Map(),
    };
    const path = read(reading, () => source.path(takeId, on, afterId));
    entries.delete(key);
    const entry = { path, atMs: now(), reading };
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > MOST && oldest !== undefined) entries.delete(oldest);
    return counted(entry);
  }

  /** Paths on which one of these takes shows, or may, are as they were. */
  function forgetThose(ids: ReadonlySet<string | null>): void {
    for (const { reading } of entries.values())
      if (ids.size > 0 && (!reading.told || shows(reading.told, ids))) reading.isOld = true;
  }

  return {
    get,
    prepare(takeId: string, on: boolean, afterId: string | null): void {
      get(takeId, on, afterId).catch((cause: unknown) => {
        // A path that was only wished for ahead: who really goes there asks again, and is told.
        if (!(cause instanceof AppError)) throw cause;
      });
    },
    /** A like that moves nothing is counted, and worth no question. */
    happened(event: StoryEvent): void {
      forgetThose(touched(event));
      if (event.type !== 'like') return;
      for (const { reading } of entries.values()) reading.counts.set(event.takeId, event.likeCount);
    },
    /** Whoever looks at the page likes it, or does so no more; only the server's answer tells whose likes there are. */
    liked: (takeId: string): void => forgetThose(new Set([takeId])),
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
      return new Set(event.canon.map(({ parentId }) => parentId));
    case 'recording':
      return new Set();
  }
}

const shows = ({ takes, forks, answers }: Telling, ids: ReadonlySet<string | null>): boolean =>
  [...takes, ...forks.flatMap(({ others }) => others), ...answers].some(({ id }) => ids.has(id));

const counted = async ({ path, reading }: Entry): Promise<Telling> => withCounts(await path, reading.counts);

function withCounts(told: Telling, counts: ReadonlyMap<string, number>): Telling {
  if (counts.size === 0) return told;
  const count = <T extends BranchView>(take: T): T => ({ ...take, likeCount: counts.get(take.id) ?? take.likeCount });
  return {
    ...told,
    takes: told.takes.map(count),
    forks: told.forks.map((fork) => ({ ...fork, others: fork.others.map(count) })),
    answers: told.answers.map(count),
  };
}
