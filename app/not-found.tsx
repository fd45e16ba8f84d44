import type { Metadata } from 'next';
import Link from 'next/link';
import { PageFrame } from '@/components/shell/page-frame';
import { PageMessage } from '@/components/shell/page-message';
import { buttonClass } from '@/components/ui/button';

export const metadata: Metadata = { title: 'Nothing here' };

export default function NotFound() {
  return (
    <PageFrame>
      <PageMessage
        title="The line ends here."
        action={
          <Link href="/" className={buttonClass('primary')}>
            All stories
          </Link>
        }
      >
        There is no story at this address, or it is not shared with you. Check the link, or ask for a new one.
      </PageMessage>
    </PageFrame>
  );
}
