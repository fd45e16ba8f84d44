const LOCK = 'outbox';
/** Every step of a page that lives ends, or tells of progress, sooner than this (ms): one that is silent for longer is frozen. */
const SILENT_MS = 200_000;
const LOOK_EVERY_MS = 10_000;

type Line = {
  /** When a page was last heard of that sends (ms since 1970). */
  lastHeardAt(): number;
  isVisible(): boolean;
};

/**
 * Runs as the only page of this device, for as long as `run` takes. A page that somebody looks at takes the turn from one that
 * the system has put to sleep in the middle of it; that one's answer rejects.
 */
export async function inTurn(line: Line, run: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const { locks } = navigator;
  // Without Web Locks several pages send at a time; the server takes what comes twice once.
  if (!locks) return run();
  const askedAt = Date.now();
  const patience = new AbortController();
  const giveUp = () => patience.abort();
  const stopLooking = () => {
    clearInterval(looking);
    signal.removeEventListener('abort', giveUp);
  };
  const looking = setInterval(() => {
    const silentMs = Date.now() - Math.max(askedAt, line.lastHeardAt());
    if (line.isVisible() && silentMs > SILENT_MS) giveUp();
  }, LOOK_EVERY_MS);
  signal.addEventListener('abort', giveUp);
  const mine = () => {
    stopLooking();
    return run();
  };
  try {
    await locks.request(LOCK, { signal: patience.signal }, mine);
  } catch (cause) {
    if (!patience.signal.aborted || signal.aborted) throw cause;
    await locks.request(LOCK, { steal: true }, mine);
  } finally {
    stopLooking();
  }
}
