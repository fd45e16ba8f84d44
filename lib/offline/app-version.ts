import { AppError } from '@/lib/domain/errors';
import { createScope, type Scope } from '@/lib/scope';
import { holdBuild } from './build-caches';
import { whenNobodyRecords } from './draft-lock';

/** ready: a new version waits on this device. taken: another page has switched to it, and this one still runs the old. */
export type VersionNews = 'ready' | 'taken';

export type AppVersion = {
  /** Installs the service worker, and looks for new versions from then on. Both take the line. */
  install(): void;
  /**
   * Switches every page to the version that waits, and reloads this one. False, and nothing changes, while one records. Throws
   * deadline_exceeded when the version that waits does not take over.
   */
  take(): Promise<boolean>;
};

export const registerWorker = (container: ServiceWorkerContainer): Promise<ServiceWorkerRegistration> =>
  container.register('/sw.js', { scope: '/', updateViaCache: 'none' });

const HOUR_MS = 60 * 60_000;
/** A worker that was told to take over does so within this (ms), or is not waited for. */
const SWITCH_WITHIN_MS = 10_000;

/**
 * Keeps what this page is made of from being removed, and tells of new versions: those that another page takes from the first
 * moment, since what this page has not loaded yet would be gone with them. Does nothing where there are no workers.
 */
export function followVersions(scope: Scope, tell: (news: VersionNews) => void): AppVersion {
  const container = navigator.serviceWorker;
  if (!container) return { install: () => undefined, take: async () => true };
  scope.add(holdBuild(), (release) => release());
  let registration: ServiceWorkerRegistration | null = null;
  /** The first worker of this device changes nothing for a page that came without one. */
  let isControlled = container.controller !== null;
  let isAsked = false;

  scope.listen(container, 'controllerchange', () => {
    if (isAsked) location.reload();
    else if (isControlled) tell('taken');
    isControlled = true;
  });

  function look(): void {
    if (registration?.waiting && container.controller) tell('ready');
  }

  const attend = (worker: ServiceWorker | null) => worker && scope.listen(worker, 'statechange', look);

  /** Without a network there is nothing new to find; the next look may have one. */
  const check = () => void registration?.update().catch(() => undefined);

  function follow(found: ServiceWorkerRegistration): void {
    registration = found;
    look();
    attend(found.installing);
    scope.listen(found, 'updatefound', () => attend(found.installing));
    check();
  }

  function install(): void {
    registerWorker(container).then(follow, () => {
      // The page works without, and the next visit tries again.
    });
    scope.every(HOUR_MS, check);
    scope.listen(document, 'visibilitychange', () => {
      if (document.visibilityState === 'visible') check();
    });
  }

  async function take(): Promise<boolean> {
    const waiting = registration?.waiting;
    if (!waiting) {
      location.reload();
      return true;
    }
    const taken = await whenNobodyRecords(async () => {
      isAsked = true;
      waiting.postMessage({ type: 'SKIP_WAITING' });
      // The lock of those who record is held until the switch, and no longer than the deadline: the old worker may be busy.
      if (await switched(container)) return;
      // By the time it does happen, somebody may have begun something in this page: then it is told, and not reloaded.
      isAsked = false;
      throw new AppError('deadline_exceeded', { cause: 'the worker that waits has not taken over' });
    });
    return taken !== null;
  }
  return { install, take };
}

/** Whether another worker takes over in time. */
async function switched(container: ServiceWorkerContainer): Promise<boolean> {
  const wait = createScope();
  try {
    return await new Promise<boolean>((resolve) => {
      wait.listen(container, 'controllerchange', () => resolve(true));
      wait.after(SWITCH_WITHIN_MS, () => resolve(false));
    });
  } finally {
    wait.close();
  }
}

/** Removes the worker that a production build has left at this address. */
export async function removeWorkers(): Promise<void> {
  for (const found of (await navigator.serviceWorker?.getRegistrations()) ?? []) await found.unregister();
}
