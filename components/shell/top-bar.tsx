import { Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { DeviceBadge } from '@/components/device/device-badge';
import { PersonLink } from '@/components/people/person-link';
import { iconButtonClass } from '@/components/ui/icon-button';
import { Link } from '@/components/ui/link';
import { Mark } from './mark';

/** The word mark; at the other end `children`, what waits on this device, one's account, and the settings. */
export function TopBar({ children }: { children?: ReactNode }) {
  return (
    <header className="mx-auto flex min-h-16 w-full max-w-6xl items-center justify-between px-4 pt-[env(safe-area-inset-top)] lg:px-8">
      <Link href="/" className="flex min-h-12 items-center gap-2.5 rounded-xl font-semibold text-base tracking-tight">
        <Mark />
        Tap Story
      </Link>
      <nav aria-label="You" className="-mr-3 flex items-center">
        {children}
        <DeviceBadge />
        <PersonLink />
        <Link href="/settings" aria-label="Settings" title="Settings" className={iconButtonClass()}>
          <Settings aria-hidden size={22} />
        </Link>
      </nav>
    </header>
  );
}
