import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { ErrorCode } from '@/lib/domain/errors';
import type { Notice as StudioNotice } from '@/lib/studio/state';
import { brokenSentence, noticeSentence } from '@/lib/studio/words';

type Props = { fault: ErrorCode; notice: StudioNotice | null; onSave(): void };

/** A take that no machine can publish: why, and a way to keep what was said. */
export function BrokenTake({ fault, notice, onSave }: Props) {
  return (
    <section className="flex flex-col gap-4">
      {notice && <Notice kind="warn">{noticeSentence(notice)}</Notice>}
      <Notice kind="error">{brokenSentence(fault)}</Notice>
      <p className="text-muted text-sm">What you said is not lost. You can keep the file, then record again.</p>
      <Button variant="secondary" className="self-start" onClick={onSave}>
        <Download aria-hidden size={18} />
        Save the recording
      </Button>
    </section>
  );
}
