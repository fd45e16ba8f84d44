import Link from 'next/link';
import type { ReactNode } from 'react';
import { Mark } from './mark';

/** The word mark; `children` stand at the other end. */
export function TopBar({ children }: { children?: ReactNode }) {
  return (
    <header className="mx-auto flex min-h-16 w-full max-w-6xl items-center justify-between px-4 pt-[env(safe-area-inset-top)] lg:px-8">
      <Link href="/" className="flex min-h-12 items-center gap-2.5 rounded-xl font-semibold text-base tracking-tight">
        <Mark />
        Tap Story
      </Link>
      {children}
    </header>
  );
}
