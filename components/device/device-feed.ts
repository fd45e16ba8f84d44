import type { ErrorCode } from '@/lib/domain/errors';
import { device } from '@/lib/offline/device';
import { heldDrafts } from '@/lib/offline/draft-lock';
import { createScope, type Scope } from '@/lib/scope';
import { type DeviceTake, isUndecided, takesOf } from './device-takes';

export type DeviceNow = {
  /** Newest first. */
  takes: readonly DeviceTake[];
  /** Why some may be missing, or null. */
  fault: ErrorCode | null;
  /** When this was read (ms since 1970). */
  now: number;
};

export type DeviceFeed = { subscribe(listener: () => void): () => void; get(): DeviceNow | null };

/** A lock that a page lets go, or dies with, tells nobody: they are looked at this often (ms). */
const LOCKS_EVERY_MS = 2_000;

/**
 * What this device holds, for as long as somebody looks: read again after every change, one reading at a time. Progress of an
 * upload reads nothing.
 */
export function createDeviceFeed(): DeviceFeed {
  const listeners = new Set<() => void>();
  let watching: Scope | null = null;
  let shown: DeviceNow | null = null;

  function show(next: DeviceNow): void {
    shown = next;
    for (const listener of [...listeners]) listener();
  }

  function watch(): Scope {
    const scope = createScope();
    const { drafts, outbox } = device();
    let isReading = false;
    let isStale = false;
    let held: ReadonlySet<string> = new Set();

    async function read(): Promise<void> {
      isReading = true;
      try {
        do {
          isStale = false;
          const stored = await drafts.all();
          // Last, because the studio that was left for this page lets go of its draft in the same moment.
          held = await heldDrafts();
          if (scope.closed) return;
          show({ takes: takesOf(stored, { held, ...outbox, ...drafts }), fault: drafts.fault(), now: Date.now() });
        } while (isStale);
      } finally {
        isReading = false;
      }
    }

    function refresh(): void {
      isStale = true;
      if (!isReading) read().catch(reportError);
    }

    async function lookAtLocks(): Promise<void> {
      if (document.hidden || !shown?.takes.some(({ draft }) => isUndecided(draft))) return;
      const now = await heldDrafts();
      if (now.size !== held.size || [...now].some((takeId) => !held.has(takeId))) refresh();
    }

    scope.add(drafts.subscribe(refresh), (stop) => stop());
    scope.add(
      outbox.subscribe(() => {
        if (!shown) return;
        const stored = shown.takes.map(({ draft }) => draft);
        show({ ...shown, takes: takesOf(stored, { held, ...outbox, ...drafts }) });
      }),
      (stop) => stop(),
    );
    scope.every(LOCKS_EVERY_MS, () => void lookAtLocks().catch(reportError));
    scope.listen(document, 'visibilitychange', () => {
      if (!document.hidden) refresh();
    });
    refresh();
    return scope;
  }

  return {
    get: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      watching ??= watch();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        watching?.close();
        watching = null;
      };
    },
  };
}
