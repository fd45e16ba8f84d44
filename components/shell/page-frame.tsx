import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Footer } from './footer';
import { TopBar } from './top-bar';

/** Word mark, content, footer: the frame of every page that is neither a story nor the studio. */
export function PageFrame({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <TopBar />
      <main
        id="main"
        tabIndex={-1}
        className={cn('mx-auto w-full max-w-6xl flex-1 px-4 outline-none lg:px-8', className)}
      >
        {children}
      </main>
      <Footer />
    </div>
  );
}
