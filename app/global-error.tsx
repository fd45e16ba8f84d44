'use client';

import { Button, buttonClass } from '@/components/ui/button';
import { UNEXPECTED_SENTENCE } from '@/lib/domain/unexpected-sentence';
import '@fontsource-variable/inter/opsz.css';
import './globals.css';

/** Stands in for the whole document when even the layout fails. It comes with every page, in case: it is made of little. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body className="px-4 lg:px-8">
        <title>Tap Story</title>
        <main id="main" className="flex max-w-[30rem] flex-col items-start gap-4 py-16 lg:py-28">
          <h1 className="font-semibold text-xl tracking-tight">The tape has stopped.</h1>
          <p role="alert">{UNEXPECTED_SENTENCE}</p>
          <div className="flex flex-wrap gap-3">
            <Button onClick={retry}>Try again</Button>
            <a href="/" className={buttonClass('quiet')}>
              All stories
            </a>
          </div>
        </main>
      </body>
    </html>
  );
}
