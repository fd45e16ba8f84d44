import type { ReactNode } from 'react';
import { Mark } from './mark';

/** The frame of what stands in for a page. It comes with every page and is hardly ever seen: nothing in it needs a script. */
export function PlainFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex min-h-16 w-full max-w-6xl items-center px-4 pt-[env(safe-area-inset-top)] lg:px-8">
        <a href="/" className="flex min-h-12 items-center gap-2.5 rounded-xl font-semibold text-base tracking-tight">
          <Mark />
          Tap Story
        </a>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 outline-none lg:px-8">
        {children}
      </main>
    </div>
  );
}
