import 'server-only';
import { SESSION_SECONDS } from '../session';
import type { Listener } from './rooms';

/** A reader who lets so many messages wait is sent away, and reads anew what it missed. */
const MOST_WAITING = 64;
/** Whoever is somebody asks again so often whether they still may (ms): no stream outlives what it was opened with. */
const LONGEST_MS = SESSION_SECONDS * 1000;
/** How soon a browser comes back after it was sent away (ms). */
const COME_BACK_MS = 2_000;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Not to be compressed: a compressor waits until there is enough of it.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  // A server that ends waits for connections that may be used again.
  Connection: 'close',
};

/** An answer that stays open and carries what the listener is told. `join` may throw, then there is none. */
export function eventStream(
  who: Pick<Listener, 'actor' | 'sessionId' | 'address'>,
  join: (listener: Listener) => () => void,
): Response {
  const encoder = new TextEncoder();
  let leave = (): void => undefined;
  let isOver = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const listener: Listener = {
          ...who,
          write(text) {
            if (isOver) return;
            if ((controller.desiredSize ?? 0) > 0) return controller.enqueue(encoder.encode(text));
            isOver = true;
            leave();
            // What waits is thrown away with the connection: whoever does not read would never see its end.
            controller.error(new DOMException('too slow', 'AbortError'));
          },
          end() {
            if (isOver) return;
            isOver = true;
            leave();
            controller.close();
          },
        };
        listener.write(`retry: ${COME_BACK_MS}\n\n`);
        const left = join(listener);
        const ending = who.actor && setTimeout(() => listener.end(), LONGEST_MS).unref();
        leave = () => {
          if (ending) clearTimeout(ending);
          left();
        };
      },
      cancel() {
        isOver = true;
        leave();
      },
    },
    new CountQueuingStrategy({ highWaterMark: MOST_WAITING }),
  );
  return new Response(stream, { headers: HEADERS });
}

/** The same without anybody who listens, for whoever asks for the head alone. */
export const eventStreamHead = (): Response => new Response(null, { headers: HEADERS });
