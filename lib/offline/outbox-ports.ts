import { AppError } from '@/lib/domain/errors';
import type { Scope } from '@/lib/scope';
import type { Deliver } from './deliver';
import type { Drafts } from './drafts';
import type { Live, OutboxPorts } from './outbox-runner';
import { inTurn } from './outbox-turn';

/** The channel on which pages of this device talk. */
const CHANNEL = 'tap-story';

/** The outbox's ports in a browser. */
export function browserOutboxPorts(drafts: Drafts): OutboxPorts {
  const otherPages = openChannel();
  return {
    drafts,
    deliver: whenNeeded(drafts),
    inTurn: (run, signal) => inTurn({ ...otherPages, isVisible: () => !document.hidden }, run, signal),
    clock: {
      now: Date.now,
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    random: Math.random,
    page: { isOnline: () => navigator.onLine, listen: listenToPage },
    otherPages,
    report: reportError,
  };
}

/**
 * What delivers is as large as all else that a page of somebody who only listens has, so it comes with the first draft that changes:
 * long before it is needed, and while the server still is the one that this page is from.
 */
function whenNeeded(drafts: Drafts): Deliver {
  let loading: Promise<Deliver> | null = null;
  const load = (): Promise<Deliver> => {
    loading ??= import('./browser-deliver').then(
      ({ browserDeliver }) => browserDeliver(drafts),
      (cause: unknown) => {
        loading = null;
        throw new AppError('network_unreachable', { cause });
      },
    );
    return loading;
  };
  drafts.subscribe(() => {
    load().catch(() => {
      // Whatever is delivered asks for it again, and tells what is wrong.
    });
  });
  return async (step) => (await load())(step);
}

function listenToPage(scope: Scope, tell: (signal: 'online' | 'offline' | 'seen') => void): void {
  scope.listen(window, 'online', () => tell('online'));
  scope.listen(window, 'offline', () => tell('offline'));
  scope.listen(window, 'pageshow', () => tell('seen'));
  scope.listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') tell('seen');
  });
}

function openChannel(): OutboxPorts['otherPages'] & { lastHeardAt(): number } {
  const channel = new BroadcastChannel(CHANNEL);
  let heardAt = 0;
  let told: Live = null;
  function tell(live: Live): void {
    told = live;
    channel.postMessage({ type: 'sending', live });
  }
  return {
    lastHeardAt: () => heardAt,
    tell,
    listen(scope: Scope, hear: (live: Live) => void) {
      scope.listen(channel, 'message', (event) => {
        if (!(event instanceof MessageEvent)) return;
        if (event.data?.type === 'who sends' && told) tell(told);
        if (event.data?.type !== 'sending') return;
        heardAt = Date.now();
        hear(event.data.live);
      });
      // A page that comes in the middle of a step has missed how far it is.
      channel.postMessage({ type: 'who sends' });
      scope.add(channel, (open) => open.close());
    },
  };
}
