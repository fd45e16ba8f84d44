import type { Metadata } from 'next';
import { PageMessage } from '@/components/shell/page-message';
import { PlainFrame } from '@/components/shell/plain-frame';
import { buttonClass } from '@/components/ui/button';

export const metadata: Metadata = { title: 'Nothing here' };

export default function NotFound() {
  return (
    <PlainFrame>
      <PageMessage
        title="The line ends here."
        action={
          <a href="/" className={buttonClass('primary')}>
            All stories
          </a>
        }
      >
        There is no story at this address, or it is not shared with you. Check the link, or ask for a new one.
      </PageMessage>
    </PlainFrame>
  );
}
