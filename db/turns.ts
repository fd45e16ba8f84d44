import pLimit, { type LimitFunction } from 'p-limit';
import { AppError } from '@/lib/domain/errors';
import { type Db, poolOf } from './client';
import { QUERY_DEADLINE_MS } from './deadline';

/** One works in the story, and the next stands at its row; with all of a pool there, nobody could read anything else. */
const AT_ONE_STORY = 2;

const lines = new WeakMap<object, Map<string, LimitFunction>>();

/**
 * Does what locks the story's row when it is its turn in this pool: until then it has no connection. Throws deadline_exceeded,
 * with nothing done, when its turn does not come in time (ms).
 */
export async function inTurn<T>(
  db: Db,
  storyId: string,
  work: () => Promise<T>,
  patienceMs = QUERY_DEADLINE_MS,
): Promise<T> {
  const until = performance.now() + patienceMs;
  const pool = poolOf(db);
  const ofPool = lines.get(pool) ?? new Map<string, LimitFunction>();
  const line = ofPool.get(storyId) ?? pLimit(AT_ONE_STORY);
  lines.set(pool, ofPool.set(storyId, line));
  try {
    return await line(() => {
      if (performance.now() > until) throw new AppError('deadline_exceeded');
      return work();
    });
  } finally {
    if (line.activeCount + line.pendingCount === 0) ofPool.delete(storyId);
  }
}
