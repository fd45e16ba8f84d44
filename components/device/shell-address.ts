import { useEffect, useSyncExternalStore } from 'react';

const subscribeToNothing = () => () => undefined;

/** The address that a shell stands in for, and in the title what is there. Null until the page has woken up: one page answers all. */
export function useShellAddress(titleOf: (pathname: string) => string): URL | null {
  const href = useSyncExternalStore(
    subscribeToNothing,
    () => window.location.href,
    () => null,
  );
  const address = href === null ? null : new URL(href);
  const title = address && titleOf(address.pathname);
  useEffect(() => {
    if (title) document.title = `${title} · Tap Story`;
  }, [title]);
  return address;
}
