'use client';

import { PageFrame } from '@/components/shell/page-frame';
import { PageMessage } from '@/components/shell/page-message';
import { buttonClass } from '@/components/ui/button';
import { Link, WithoutServer } from '@/components/ui/link';
import { id } from '@/lib/domain/schemas';
import { ConnectionLine } from './connection-line';
import { DraftsView } from './drafts-view';
import { OfflineHome } from './offline-home';
import { OfflineStory } from './offline-story';
import { SettingsView } from './settings-view';
import { useShellAddress } from './shell-address';

/**
 * The app out of what this device has, at whatever address it was asked for: the page that the worker answers when no server
 * does. The studio has a shell of its own (`studio-shell.tsx`).
 */
export function OfflineShell() {
  const address = useShellAddress(titleOf);
  return (
    <WithoutServer value={true}>
      <ConnectionLine />
      {address === null ? <main id="main" className="min-h-dvh" /> : <Page address={address} />}
    </WithoutServer>
  );
}

function Page({ address: { pathname } }: { address: URL }) {
  const [first, ...rest] = pathname.split('/').filter(Boolean);
  if (first === undefined) return <OfflineHome />;
  if (first === 'drafts') return <DraftsView />;
  if (first === 'settings') return <SettingsView />;
  if (first === 'record') return <NotHere>{NO_STUDIO}</NotHere>;
  const storyId = id.safeParse(rest[0]);
  const takeId = id.nullable().safeParse(rest[1] ?? null);
  if (first === 's' && storyId.success && takeId.success)
    return <OfflineStory storyId={storyId.data} takeId={takeId.data} />;
  return <NotHere>{NO_PAGE}</NotHere>;
}

const NO_PAGE = 'This page needs the network. What you kept and what you recorded are here.';
/** For whoever has only listened so far. */
const NO_STUDIO =
  'The studio is not on this device yet. Open it once when you are back, and from then on you can record anywhere.';

function NotHere({ children }: { children: string }) {
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
        {children}
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
