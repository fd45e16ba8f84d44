'use client';

import NextLink from 'next/link';
import { useRouter } from 'next/navigation';
import { type ComponentProps, createContext, use } from 'react';

/** True where the page itself came from the device: the router would ask a server that is not there. */
export const WithoutServer = createContext(false);

type Props = Omit<ComponentProps<typeof NextLink>, 'href' | 'onNavigate'> & { href: string };

/** A link inside the app: by the router where there is a server, else by the browser, which asks the device. */
export function Link(props: Props) {
  if (use(WithoutServer)) {
    const { prefetch, scroll, replace, ...anchor } = props;
    return <a {...anchor} />;
  }
  return (
    <NextLink
      {...props}
      onNavigate={(event) => {
        if (navigator.onLine) return;
        event.preventDefault();
        window.location.assign(props.href);
      }}
    />
  );
}

/** Goes to a page as `Link` does. */
export function useNavigate(): { push(href: string): void; replace(href: string): void } {
  const router = useRouter();
  const isWithoutServer = use(WithoutServer);
  const isByBrowser = () => isWithoutServer || !navigator.onLine;
  return {
    push: (href) => (isByBrowser() ? window.location.assign(href) : router.push(href)),
    replace: (href) => (isByBrowser() ? window.location.replace(href) : router.replace(href)),
  };
}
