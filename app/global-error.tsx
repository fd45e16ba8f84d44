'use client';

import { Stopped } from '@/components/shell/stopped';
import '@fontsource-variable/inter/opsz.css';
import './globals.css';

/** Stands in for the whole document when even the layout fails. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body className="px-4 lg:px-8">
        <title>Tap Story</title>
        <main id="main">
          <Stopped onRetry={retry} />
        </main>
      </body>
    </html>
  );
}
