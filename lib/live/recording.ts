import { createScope } from '@/lib/scope';

/** The server forgets whoever has not said so for twice as long and more (ms). */
const SAY_EVERY_MS = 10_000;
const DEADLINE_MS = 8_000;
/** The status of a refusal that is over in a while. */
const TOO_OFTEN = 429;

type Put = (path: string, init: RequestInit) => Promise<{ status: number }>;

/** Tells pages apart whose people have no name here yet. */
let pageId: string | undefined;

/** Tells those who listen that somebody records over this take, until the answer is called. Nobody waits for it, and it never fails. */
export function sayRecording(
  { storyId, takeId }: { storyId: string; takeId: string },
  put: Put = fetch.bind(globalThis),
): () => void {
  const scope = createScope();
  // Not before somebody records: where that cannot be, there are no random ids either.
  pageId ??= crypto.randomUUID();
  let isRefused = false;
  /** Settles once what was said last has arrived, or has not. */
  let said = Promise.resolve();
  let onItsWay = new AbortController();

  function say(isOn: boolean): void {
    if (isRefused || !navigator.onLine) return;
    const word = new AbortController();
    onItsWay = word;
    const late = setTimeout(() => word.abort(), DEADLINE_MS);
    said = put(`/api/v1/takes/${takeId}/recording`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ storyId, isOn, pageId }),
      // What is recorded goes first; and the last word is sent even when the page is already gone.
      priority: 'low',
      keepalive: !isOn,
      signal: word.signal,
    })
      .finally(() => clearTimeout(late))
      .then(
        ({ status }) => {
          isRefused = status >= 400 && status < 500 && status !== TOO_OFTEN;
        },
        () => {
          // The network was away for a moment: others see it a little later, and the recording is all that counts.
        },
      );
  }

  say(true);
  scope.every(SAY_EVERY_MS, () => say(true));
  scope.listen(window, 'pagehide', () => {
    if (scope.closed) return;
    scope.close();
    // A page that goes cannot wait: what has not arrived yet shall not.
    onItsWay.abort();
    say(false);
  });
  return () => {
    if (scope.closed) return;
    scope.close();
    // What is still on its way must not arrive after the end.
    void said.then(() => say(false));
  };
}
