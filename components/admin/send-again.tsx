'use client';

import { Button } from '@/components/ui/button';
import { sendJobAgain } from '@/lib/actions/admin';
import { useDeed } from './use-deed';

export function SendAgain({ kind, jobId }: { kind: string; jobId: string }) {
  const { act, isBusy, fault } = useDeed();
  return (
    <span className="flex shrink-0 flex-col items-end">
      <Button variant="quiet" busy={isBusy} onClick={() => act(() => sendJobAgain({ kind, jobId }))}>
        Send again
      </Button>
      {fault && (
        <span role="alert" className="text-warn text-xs">
          {fault}
        </span>
      )}
    </span>
  );
}
