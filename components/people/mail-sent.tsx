import { MailCheck } from 'lucide-react';
import { Button } from '@/components/ui/button';

/** A link is under way. */
export function MailSent({ to, onBack }: { to: string; onBack(): void }) {
  return (
    <div role="status" className="flex flex-col items-start gap-3">
      <p className="flex items-center gap-3 font-semibold">
        <MailCheck aria-hidden size={22} className="shrink-0" />
        Look into your mail.
      </p>
      <p className="text-muted text-sm">
        A link is on its way to <bdi className="break-all text-ink">{to}</bdi>. Open it on this device. You can go on
        here meanwhile.
      </p>
      <Button variant="quiet" onClick={onBack}>
        Back
      </Button>
    </div>
  );
}
