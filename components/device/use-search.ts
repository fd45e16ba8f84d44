import { useSyncExternalStore } from 'react';

const subscribeToNothing = () => () => undefined;

/** What the page's address asks for; on a page that is the same for everybody, it is known only once that has woken up. */
export const useSearch = (): URLSearchParams =>
  new URLSearchParams(
    useSyncExternalStore(
      subscribeToNothing,
      () => window.location.search,
      () => '',
    ),
  );
