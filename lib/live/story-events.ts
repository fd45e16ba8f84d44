import type { StoryEvent } from '@/lib/domain/story-event';
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

type Told = {
  onEvent(event: StoryEvent): void;
  /** Something may have been missed: what is shown is to be read anew. */
  onReconnect(): void;
};

/**
 * What happens to a story, as long as the page is seen; the answer ends it. Who records is told at every (re)connection too, and
 * those whose end was missed come with no names.
 */
export function subscribeToStory(storyId: string, { onEvent, onReconnect }: Told, browser = here()): () => void {
  const scope = createScope();
  let connection = scope.add(createScope(), () => connection.close());
  let leaving = scope.add(createScope(), () => leaving.close());
  let isResting = false;
  let failures = 0;
  /** Whether something may have been missed before the next hello: nothing before the very first. */
  let mayHaveMissed = false;
  const recording = new Set<string>();

  function open(): void {
    connection.close();
    connection = createScope();
    isResting = false;
    const source = connection.add(browser.open(`/api/v1/stories/${storyId}/events`), (opened) => opened.close());
    connection.listen(source, 'message', (event) => event instanceof MessageEvent && hear(event.data));
    connection.listen(source, 'error', tryAgain);
  }

  function tryAgain(): void {
    connection.close();
    mayHaveMissed = true;
    connection = createScope();
    const waitMs = Math.min(TRY_AGAIN_AT_MOST_MS, TRY_AGAIN_MS * 2 ** failures);
    failures += 1;
    connection.after(waitMs * (0.5 + browser.random() / 2), open);
  }

  function rest(): void {
    connection.close();
    mayHaveMissed = true;
    isResting = true;
  }

  function hear(data: unknown): void {
    const message = storyMessageOf(data);
    if (message?.type === 'hello') begin(message.recording);
    else if (message) tell(message);
  }

  function begin(now: { takeId: string; names: string[] }[]): void {
    failures = 0;
    const gone = [...recording].filter((takeId) => !now.some((one) => one.takeId === takeId));
    for (const one of [...gone.map((takeId) => ({ takeId, names: [] })), ...now]) tell({ type: 'recording', ...one });
    if (mayHaveMissed) onReconnect();
    mayHaveMissed = true;
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
