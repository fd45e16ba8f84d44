import { OctagonAlert } from 'lucide-react';
import { Button, buttonClass } from '@/components/ui/button';
import { UNEXPECTED_SENTENCE } from '@/lib/domain/unexpected-sentence';
import { PageMessage } from './page-message';

type Props = {
  onRetry(): void;
  /** Leads to the cause, which the server has logged. */
  digest?: string | null;
};

/** Says that a page has failed. It comes with every page, in case: it is made of little. */
export function Stopped({ onRetry, digest }: Props) {
  return (
    <PageMessage
      title="The tape has stopped."
      action={
        <>
          <Button onClick={onRetry}>Try again</Button>
          <a href="/" className={buttonClass('quiet')}>
            All stories
          </a>
        </>
      }
    >
      <div role="alert" className="flex items-center gap-3 rounded-2xl bg-warn-bg px-4 py-3 text-warn">
        <OctagonAlert aria-hidden size={20} className="shrink-0" />
        <p className="text-ink text-sm">
          {UNEXPECTED_SENTENCE}
          {digest && <span className="block text-muted text-xs">If it stays, tell us this number: {digest}</span>}
        </p>
      </div>
    </PageMessage>
  );
}
