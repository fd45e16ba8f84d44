import { createScope } from '@/lib/scope';

/** The server forgets whoever has not said so for twice as long and more (ms). */
const SAY_EVERY_MS = 10_000;
const DEADLINE_MS = 8_000;

type Put = (path: string, init: RequestInit) => Promise<{ ok: boolean }>;

/** Tells those who listen that somebody records over this take, until the answer is called. Nobody waits for it, and it never fails. */
export function sayRecording(
  { storyId, takeId }: { storyId: string; takeId: string },
  put: Put = fetch.bind(globalThis),
): () => void {
  const scope = createScope();
  let isRefused = false;

  function say(isOn: boolean): void {
    if (isRefused || !navigator.onLine) return;
    put(`/api/v1/takes/${takeId}/recording`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ storyId, isOn }),
      // What is recorded goes first; and the last word is sent even when the page is already gone.
      priority: 'low',
      keepalive: !isOn,
      signal: AbortSignal.timeout(DEADLINE_MS),
    }).then(
      ({ ok }) => {
        isRefused = !ok;
      },
      () => {
        // The network was away for a moment: others see it a little later, and the recording is all that counts.
      },
    );
  }

  say(true);
  scope.every(SAY_EVERY_MS, () => say(true));
  scope.add(null, () => say(false));
  scope.listen(window, 'pagehide', scope.close);
  return scope.close;
}
