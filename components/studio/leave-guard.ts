import { v7 as uuid } from 'uuid';

export type LeaveGuard = {
  /** From now on the way back asks first. */
  hold(ask: () => void): void;
  /** Asks no longer. Resolves once the guard's entry no longer lies on top of the page's own. */
  release(): Promise<void>;
};

const MARK = 'studioGuard';

/**
 * While something is held, one entry of the history with the page's own address lies on top of the page: the way back
 * ends there. It is marked as this guard's own, because one that an earlier visit left has no studio beneath it.
 */
export function createLeaveGuard(): LeaveGuard {
  const id = uuid();
  let asking: (() => void) | null = null;
  let released: Promise<void> | null = null;

  const isOnTop = () => window.history.state?.[MARK] === id;
  const putOnTop = () => {
    if (!isOnTop()) window.history.pushState({ ...window.history.state, [MARK]: id }, '', window.location.href);
  };
  const stay = () => {
    if (isOnTop()) return;
    putOnTop();
    asking?.();
  };

  return {
    hold(ask) {
      asking = ask;
      window.addEventListener('popstate', stay);
      if (!released) putOnTop();
    },
    release() {
      asking = null;
      window.removeEventListener('popstate', stay);
      if (released) return released;
      if (!isOnTop()) return Promise.resolve();
      released = new Promise((resolve) => {
        const arrive = () => {
          released = null;
          if (asking) putOnTop();
          resolve();
        };
        window.addEventListener('popstate', arrive, { once: true });
      });
      window.history.back();
      return released;
    },
  };
}
