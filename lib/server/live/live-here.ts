import 'server-only';
import { listenTo } from '@/db/listener';
import { STORY_CHANNEL } from '@/db/queries/events';
import { env } from '../env';
import { log } from '../log';
import { systemDatabase } from '../services';
import { createLive, type Live } from './live';

const BEAT_MS = 20_000;
/** A studio says every ten seconds that somebody records. */
const PRESENCE_MS = 25_000;
const MOST_LISTENERS = { most: 5_000, mostOfAddress: 1_000 };

// Each bundle of the built app has module state of its own; one connection listens for them all.
const holder = globalThis as typeof globalThis & { tapStoryLive?: Live };

/** Opened by the first who listens. */
export function live(): Live {
  holder.tapStoryLive ??= open();
  return holder.tapStoryLive;
}

function open(): Live {
  const opened = createLive({
    db: systemDatabase(),
    listen: (heard) => listenTo(env().DATABASE_URL, STORY_CHANNEL, { ...heard, silenceMs: BEAT_MS * 2.5 }),
    log,
    now: () => performance.now(),
    beatMs: BEAT_MS,
    presenceMs: PRESENCE_MS,
    mostListeners: MOST_LISTENERS,
  });
  // The web server ends when its last answer has, and these have no end of their own.
  const close = () => void opened.close().catch((err: unknown) => log.warn({ err }, 'live: not closed'));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, close);
  return opened;
}
