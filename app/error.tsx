'use client';

import Link from 'next/link';
import { PageFrame } from '@/components/shell/page-frame';
import { PageMessage } from '@/components/shell/page-message';
import { Button, buttonClass } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { errorSentence } from '@/lib/domain/errors';

type Props = { error: unknown; retry: () => void };

/** The server has logged the cause; its digest leads there. */
export default function ErrorPage({ error, retry }: Props) {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : null;
  return (
    <PageFrame>
      <PageMessage
        title="The tape has stopped."
        action={
          <>
            <Button onClick={retry}>Try again</Button>
            <Link href="/" className={buttonClass('quiet')}>
              All stories
            </Link>
          </>
        }
      >
        <Notice kind="error">
          {errorSentence('unexpected')}
          {digest && <span className="block text-muted text-xs">If it stays, tell us this number: {digest}</span>}
        </Notice>
      </PageMessage>
    </PageFrame>
  );
}
