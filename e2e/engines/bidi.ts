/** A browser that has not answered by then (ms) will not: its own waits are seconds at most. */
const DEADLINE_MS = 45_000;

/** WebDriver BiDi over a socket, as much of it as the journeys need. */
export type Bidi = {
  /** Throws what the browser answers when it refuses, when it is gone, and when it says nothing. */
  // biome-ignore lint/suspicious/noExplicitAny: the protocol's answers have as many shapes as it has commands.
  send(method: string, params: object): Promise<any>;
  /** The text of every entry in the page's log that is an error. */
  errors: string[];
  close(): void;
};

export async function connectBidi(url: string): Promise<Bidi> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`no answer at ${url}`));
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const errors: string[] = [];
  let count = 0;

  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'event') {
      if (message.params.level === 'error') errors.push(message.params.text);
      return;
    }
    const answer = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'success') answer?.resolve(message.result);
    else answer?.reject(new Error(`${message.error}: ${message.message}`));
  };
  socket.onclose = () => {
    for (const answer of waiting.values()) answer.reject(new Error('the browser is gone'));
  };

  return {
    errors,
    send(method, params) {
      const answer = Promise.withResolvers<unknown>();
      count += 1;
      waiting.set(count, answer);
      socket.send(JSON.stringify({ id: count, method, params }));
      const deadline = setTimeout(() => answer.reject(new Error(`no answer to ${method}`)), DEADLINE_MS);
      return answer.promise.finally(() => clearTimeout(deadline));
    },
    close: () => socket.close(),
  };
}
