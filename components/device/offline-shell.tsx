'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { PageFrame } from '@/components/shell/page-frame';
import { PageMessage } from '@/components/shell/page-message';
import { buttonClass } from '@/components/ui/button';
import { Link, WithoutServer } from '@/components/ui/link';
import { id } from '@/lib/domain/schemas';
import { ConnectionLine } from './connection-line';
import { DraftsView } from './drafts-view';
import { OfflineHome } from './offline-home';
import { OfflineStory } from './offline-story';
import { OfflineStudio } from './offline-studio';
import { SettingsView } from './settings-view';

/**
 * The whole app out of what this device has, at whatever address it was asked for: the page that the worker answers when no
 * server does.
 */
export function OfflineShell() {
  const address = useAddress();
  useEffect(() => {
    if (address) document.title = `${titleOf(new URL(address).pathname)} · Tap Story`;
  }, [address]);
  return (
    <WithoutServer value={true}>
      <ConnectionLine />
      {address === null ? <main id="main" className="min-h-dvh" /> : <Page address={address} />}
    </WithoutServer>
  );
}

function Page({ address }: { address: string }) {
  const { pathname, searchParams } = new URL(address);
  const [first, ...rest] = pathname.split('/').filter(Boolean);
  if (first === undefined) return <OfflineHome />;
  if (first === 'drafts') return <DraftsView />;
  if (first === 'settings') return <SettingsView />;
  if (first === 'record') return <OfflineStudio asked={searchParams} />;
  const storyId = id.safeParse(rest[0]);
  const takeId = id.nullable().safeParse(rest[1] ?? null);
  if (first === 's' && storyId.success && takeId.success)
    return <OfflineStory storyId={storyId.data} takeId={takeId.data} />;
  return <NotHere />;
}

function NotHere() {
  return (
    <PageFrame>
      <PageMessage
        title="You are offline."
        action={
          <>
            <Link href="/" className={buttonClass()}>
              Stories on this device
            </Link>
            <Link href="/drafts" className={buttonClass('secondary')}>
              Your takes
            </Link>
          </>
        }
      >
        This page needs the network. What you kept and what you recorded are here.
      </PageMessage>
    </PageFrame>
  );
}

const TITLES: Record<string, string> = {
  drafts: 'On this device',
  settings: 'Settings',
  record: 'Record',
  s: 'A story',
};

const titleOf = (pathname: string): string => TITLES[pathname.split('/')[1] ?? ''] ?? 'Offline';

const subscribeToNothing = () => () => undefined;

/** Null until the page has woken up: the same page answers every address. */
const useAddress = (): string | null =>
  useSyncExternalStore(
    subscribeToNothing,
    () => window.location.href,
    () => null,
  );
