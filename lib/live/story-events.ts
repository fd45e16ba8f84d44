import type { StoryEvent, StoryHello } from '@/lib/domain/story-event';
import { createScope } from '@/lib/scope';
import { storyMessageOf } from './story-message';

/** A page that nobody sees leaves after so long (ms): a browser has few connections, and a server has to remember each. */
const LEAVES_AFTER_MS = 60_000;
/** After the first failure it is tried again so soon (ms), and twice as late after each further one. */
const TRY_AGAIN_MS = 2_000;
const TRY_AGAIN_AT_MOST_MS = 60_000;

type Source = EventTarget & { close(): void };

type Browser = {
  open(url: string): Source;
  /** Tells of being seen and of being restored. */
  document: EventTarget & { readonly visibilityState: DocumentVisibilityState };
  window: EventTarget;
  /** 0 to 1: pages that were sent away together do not come back together. */
  random(): number;
};

const here = (): Browser => ({ open: (url) => new EventSource(url), document, window, random: Math.random });

/** Pages that are told at one instant that they have missed something do not ask at one instant (ms). */
const ASK_WITHIN_MS = 3_000;

type Told = {
  /** Of the story as it was when the page was made (StoryHello); null when that is not known. */
  mark: string | null;
  onEvent(event: StoryEvent): void;
  /** Something was missed: what is shown is to be read anew. It is called again until it succeeds. */
  onMissed(): Promise<void>;
};

/**
 * What happens to a story, as long as the page is seen; the answer ends it. Who records is told at every (re)connection too, and
 * those whose end was missed come with no names.
 */
export function subscribeToStory(storyId: string, { mark, onEvent, onMissed }: Told, browser = here()): () => void {
  const scope = createScope();
  let connection = scope.add(createScope(), () => connection.close());
  let leaving = scope.add(createScope(), () => leaving.close());
  let isResting = false;
  let failures = 0;
  /** The mark of what was last read. After an event the story has another one: then it differs from that of the next hello. */
  let shown = mark;
  /** Whether something was missed that has not been read since. */
  let isBehind = false;
  /** Counts the times that something was missed: what was read before the last of them does not make up for it. */
  let misses = 0;
  let hasGreeted = false;
  const recording = new Set<string>();

  function open(): void {
    connection.close();
    connection = createScope();
    isResting = false;
    hasGreeted = false;
    const source = connection.add(browser.open(`/api/v1/stories/${storyId}/events`), (opened) => opened.close());
    connection.listen(source, 'message', (event) => event instanceof MessageEvent && hear(event.data));
    connection.listen(source, 'error', tryAgain);
  }

  function tryAgain(): void {
    connection.close();
    connection = createScope();
    failures += 1;
    connection.after(waitMs(failures), open);
  }

  const waitMs = (failed: number) =>
    Math.min(TRY_AGAIN_AT_MOST_MS, TRY_AGAIN_MS * 2 ** (failed - 1)) * (0.5 + browser.random() / 2);

  function rest(): void {
    connection.close();
    isResting = true;
  }

  function hear(data: unknown): void {
    const message = storyMessageOf(data);
    if (message?.type === 'hello') begin(message);
    else if (message) tell(message);
  }

  function begin({ mark: now, recording: who }: StoryHello): void {
    failures = 0;
    const gone = [...recording].filter((takeId) => !who.some((one) => one.takeId === takeId));
    for (const one of [...gone.map((takeId) => ({ takeId, names: [] })), ...who]) tell({ type: 'recording', ...one });
    // A hello in the middle of a connection is said to everybody at once.
    const withinMs = hasGreeted ? ASK_WITHIN_MS : 0;
    hasGreeted = true;
    if (!isBehind && now !== null && now === shown) return;
    isBehind = true;
    misses += 1;
    shown = now;
    catchUp(misses, 0, withinMs * browser.random());
  }

  function catchUp(miss: number, failed: number, afterMs: number): void {
    const line = connection;
    line.after(afterMs, () => {
      if (miss !== misses) return;
      onMissed().then(
        () => {
          if (miss === misses) isBehind = false;
        },
        // Nobody waits for it, and the next hello asks as well, whatever becomes of this connection.
        () => {
          if (!line.closed) catchUp(miss, failed + 1, waitMs(failed + 1));
        },
      );
    });
  }

  function tell(event: StoryEvent): void {
    if (event.type === 'recording') {
      if (event.names.length > 0) recording.add(event.takeId);
      else recording.delete(event.takeId);
    }
    onEvent(event);
  }

  scope.listen(browser.document, 'visibilitychange', () => {
    leaving.close();
    leaving = createScope();
    if (browser.document.visibilityState === 'hidden') leaving.after(LEAVES_AFTER_MS, rest);
    else if (isResting) open();
  });
  // A page that is put aside whole comes back as it was, with a connection that is none any more.
  scope.listen(browser.window, 'pagehide', rest);
  scope.listen(browser.window, 'pageshow', () => isResting && open());
  scope.listen(browser.window, 'offline', rest);
  scope.listen(browser.window, 'online', () => browser.document.visibilityState === 'visible' && open());
  open();
  return scope.close;
}
