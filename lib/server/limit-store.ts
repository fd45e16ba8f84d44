import 'server-only';
import { Redis } from 'ioredis';
import { RateLimiterDrizzle, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Db } from '@/db/client';
import { guarded } from '@/db/guard';
import { limitCounts } from '@/db/people';
import { log } from './log';

/** So many points within so many seconds. */
export type Window = readonly [most: number, seconds: number];

/** Counts what is used up of windows, for all processes that share it. */
export type LimitStore = {
  /** Uses points up; answers how long (ms) until there are some again, 0 where there were enough. Throws when it is away. */
  take(key: string, window: Window, points: number): Promise<number>;
  /** Gives all of them back. */
  forget(key: string, window: Window): Promise<void>;
  close(): Promise<void>;
};

/** A store that does not answer within this (ms) is away. */
const REDIS_WITHIN_MS = 1_000;

export function limitsInPostgres(db: Db): LimitStore {
  return storeOf(
    (options) =>
      new RateLimiterDrizzle({ ...options, storeClient: db, schema: limitCounts, clearExpiredByTimeout: false }),
    async () => undefined,
  );
}

export function limitsInRedis(url: string): LimitStore {
  const client = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: REDIS_WITHIN_MS });
  // It dials again by itself; what was to be counted meanwhile says so where it is counted.
  client.on('error', (err) => log.debug({ err }, 'redis'));
  return storeOf(
    (options) => new RateLimiterRedis({ ...options, storeClient: client }),
    async () => client.disconnect(),
  );
}

type Limiter = RateLimiterDrizzle | RateLimiterRedis;
type Options = { keyPrefix: string; points: number; duration: number; inMemoryBlockOnConsumed: number };

function storeOf(make: (options: Options) => Limiter, close: LimitStore['close']): LimitStore {
  const limiters = new Map<string, Limiter>();
  function limiterOf([points, duration]: Window): Limiter {
    const keyPrefix = `${duration}s ${points}`;
    const known = limiters.get(keyPrefix);
    if (known) return known;
    // Whoever is over a limit costs this process a look into its own memory until the window ends.
    const limiter = make({ keyPrefix, points, duration, inMemoryBlockOnConsumed: points + 1 });
    limiters.set(keyPrefix, limiter);
    return limiter;
  }
  return {
    async take(key, window, points) {
      try {
        await guarded(() => limiterOf(window).consume(key, points));
        return 0;
      } catch (thrown) {
        if (thrown instanceof RateLimiterRes) return Math.max(1, thrown.msBeforeNext);
        throw thrown;
      }
    },
    forget: async (key, window) => void (await guarded(() => limiterOf(window).delete(key))),
    close,
  };
}
