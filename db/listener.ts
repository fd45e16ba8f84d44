import postgres from 'postgres';
import { APP_ROLE } from './app-role.mjs';

const CONNECT_TIMEOUT_SECONDS = 5;

export type Listening = { close(): Promise<void> };

type Heard = {
  heard(payload: string): void;
  /** From now on nothing is missed; again after every time that the connection was lost. */
  opened(): void;
  /** Not yet, because of this: it goes on trying. */
  failed(cause: unknown): void;
  /** A connection on which nothing comes for so long (ms) is taken for dead and opened anew: see that more is said than that. */
  silenceMs: number;
};

/** Listens on a channel, on a connection of its own, until it is closed. What is said while that is lost is missed. */
export function listenTo(url: string, channel: string, { heard, opened, failed, silenceMs }: Heard): Listening {
  let client = open();

  function open(): postgres.Sql {
    const opening = postgres(url, {
      max: 1,
      connect_timeout: CONNECT_TIMEOUT_SECONDS,
      connection: { application_name: 'tap-story-live', role: APP_ROLE },
      onnotice: () => undefined,
    });
    const hear = (payload: string) => {
      if (opening !== client) return;
      watch.refresh();
      heard(payload);
    };
    // It listens anew by itself when the connection breaks; `watch` is for one that does not break and is dead.
    const listens = () => {
      if (opening !== client) return;
      watch.refresh();
      opened();
    };
    opening.listen(channel, hear, listens).catch(failed);
    return opening;
  }

  const watch = setTimeout(() => {
    const silent = client;
    client = open();
    watch.refresh();
    void silent.end({ timeout: 0 });
  }, silenceMs).unref();

  return {
    close() {
      clearTimeout(watch);
      return client.end({ timeout: 0 });
    },
  };
}
