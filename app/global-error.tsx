'use client';

import { PageMessage } from '@/components/shell/page-message';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { errorSentence } from '@/lib/domain/errors';
import '@fontsource-variable/inter/opsz.css';
import './globals.css';

/** Stands in for the whole document when even the layout fails. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body className="px-4 lg:px-8">
        <title>Tap Story</title>
        <main id="main">
          <PageMessage title="The tape has stopped." action={<Button onClick={retry}>Try again</Button>}>
            <Notice kind="error">{errorSentence('unexpected')}</Notice>
          </PageMessage>
        </main>
      </body>
    </html>
  );
}
