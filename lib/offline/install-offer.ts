import type { Scope } from '@/lib/scope';

/** offered: the browser installs it when asked to. byHand: the person can, from the browser's menu. */
export type Installing = 'installed' | 'offered' | 'byHand' | 'impossible';

/** Of the browsers that have it: https://developer.mozilla.org/docs/Web/API/BeforeInstallPromptEvent */
type Offer = Event & { prompt(): Promise<unknown> };

let offer: Offer | null = null;
let wasInstalled = false;
const listeners = new Set<() => void>();

const tell = () => {
  for (const listener of listeners) listener();
};

const isOffer = (event: Event): event is Offer => 'prompt' in event && typeof event.prompt === 'function';

/** Keeps the browser's offer until somebody asks for it; it comes once, soon after a page has loaded. */
export function keepInstallOffer(scope: Scope): void {
  scope.listen(window, 'beforeinstallprompt', (event) => {
    if (!isOffer(event)) return;
    event.preventDefault();
    offer = event;
    tell();
  });
  scope.listen(window, 'appinstalled', () => {
    offer = null;
    wasInstalled = true;
    tell();
  });
}

/** Whether this page is the app on the home screen, and not a tab. */
export const isStandalone = (): boolean =>
  matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true);

/** How this page gets onto the home screen; `subscribe` tells of changes. */
export const installing = {
  now(): Installing {
    if (wasInstalled || isStandalone()) return 'installed';
    if (offer) return 'offered';
    // Only engines that can put a page on the home screen without being asked by it have this.
    return 'standalone' in navigator ? 'byHand' : 'impossible';
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** The browser asks the person. Its offer is good for once: if they say no, it comes again on a later visit. */
  async ask(): Promise<void> {
    const asked = offer;
    offer = null;
    await asked?.prompt();
    tell();
  },
};
