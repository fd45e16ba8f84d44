import type { PathFileView } from '@/lib/domain/tree-views';
import type { PlayerPorts } from './player-ports';

const FIRST_WAIT_MS = 3_000;
const LONGEST_WAIT_MS = 30_000;
/** The file's URL is signed for a while; an older one is asked for again (ms). */
const FRESH_MS = 20 * 60_000;

/**
 * Asks the server for a path's file, which it may first have to make: again and again, with growing pauses, until it is
 * there or is refused; `onAnswer` is called then.
 */
export function createPathFile({
  storyId,
  fetch,
  after,
  onAnswer,
}: Pick<PlayerPorts, 'fetch' | 'after'> & { storyId: string; onAnswer(): void }) {
  let asked: { leafId: string; abort: AbortController } | null = null;
  let url: string | null = null;
  let isRefused = false;
  let cancelWait: (() => void) | null = null;

  function forget() {
    asked?.abort.abort();
    asked = null;
    url = null;
    isRefused = false;
    cancelWait?.();
    cancelWait = null;
  }

  async function ask(leafId: string, signal: AbortSignal, waitMs: number) {
    const answer = await get(leafId, signal);
    if (signal.aborted) return;
    if (answer === 'refused') {
      isRefused = true;
      onAnswer();
    } else if (answer) {
      url = answer;
      cancelWait = after(FRESH_MS, () => void ask(leafId, signal, FIRST_WAIT_MS));
      onAnswer();
    } else {
      const next = Math.min(LONGEST_WAIT_MS, waitMs * 1.5);
      cancelWait = after(waitMs, () => void ask(leafId, signal, next));
    }
  }

  /** Null: not yet, or no network. */
  async function get(leafId: string, signal: AbortSignal): Promise<string | null | 'refused'> {
    try {
      const response = await fetch(`/api/v1/takes/${leafId}/path-file?story=${storyId}`, { signal });
      if (response.status >= 400 && response.status < 500 && response.status !== 429) return 'refused';
      if (!response.ok) return null;
      const view = (await response.json()) as PathFileView;
      return view.url;
    } catch {
      // Whatever it is, the next attempt may do better; nothing depends on this one.
      return null;
    }
  }

  return {
    /** From now on it is asked for; the same leaf again changes nothing. */
    want(leafId: string) {
      if (asked?.leafId === leafId) return;
      forget();
      asked = { leafId, abort: new AbortController() };
      void ask(leafId, asked.abort.signal, FIRST_WAIT_MS);
    },
    url: () => url,
    isRefused: () => isRefused,
    forget,
  };
}
