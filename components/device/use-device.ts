import { useEffect, useState, useSyncExternalStore } from 'react';
import { device } from '@/lib/offline/device';
import type { KeptPath } from '@/lib/offline/kept-paths';
import type { VisitedStory } from '@/lib/offline/visited';
import { createDeviceFeed, type DeviceNow } from './device-feed';

/** One for all that a page shows. */
const feed = createDeviceFeed();
const nothingYet = () => null;

/** The takes on this device; null until they are read, and on the server. */
export const useDevice = (): DeviceNow | null => useSyncExternalStore(feed.subscribe, feed.get, nothingYet);

/**
 * What `read` answers, now and after each change that `subscribe` tells of; null until then. Both are functions that stay the
 * same. A failure is reported and leaves what was known.
 */
export function useReading<T>(read: () => Promise<T>, subscribe: (listener: () => void) => () => void): T | null {
  const [value, setValue] = useState<T | null>(null);
  useEffect(() => {
    let isOver = false;
    let newest = 0;
    const refresh = () => {
      newest += 1;
      const mine = newest;
      read().then((next) => {
        if (!isOver && mine === newest) setValue(next);
      }, reportError);
    };
    refresh();
    const stop = subscribe(refresh);
    return () => {
      isOver = true;
      stop();
    };
  }, [read, subscribe]);
  return value;
}

const keptPaths = () => device().kept.all();
export const onKept = (listener: () => void) => device().kept.subscribe(listener);

/** The paths that are kept on this device, newest first; null until they are read. */
export const useKept = (): readonly KeptPath[] | null => useReading(keptPaths, onKept);

const visitedStories = () => device().visited.visitedStories();
const never = () => () => undefined;

/** The stories that were opened here, newest first; null until they are read. */
export const useVisited = (): readonly VisitedStory[] | null => useReading(visitedStories, never);
