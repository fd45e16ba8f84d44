import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { againIn } from '@/lib/domain/wait-words';

type Outcome<Done> = { ok: true; done: Done } | { ok: false; code: ErrorCode; retryAfterSeconds?: number };

/** Something that the server is asked to do; afterwards the page is read anew. `fault`: a sentence that says why it did not. */
export function useDeed() {
  const { isBusy, fault, run } = useWork();
  const [restSeconds, setRestSeconds] = useState<number>();
  const { refresh } = useRouter();
  return {
    isBusy,
    fault: fault && (fault === 'network_unreachable' ? OFFLINE : `${errorSentence(fault)}${againIn(restSeconds)}`),
    do: <Done>(deed: () => Promise<Outcome<Done>>, onDone?: (done: Done) => void) =>
      run(async () => {
        const outcome = await deed().catch((cause: unknown) => {
          throw new AppError('network_unreachable', { cause });
        });
        setRestSeconds(outcome.ok ? undefined : outcome.retryAfterSeconds);
        if (!outcome.ok) throw new AppError(outcome.code);
        onDone?.(outcome.done);
        refresh();
      }),
  };
}

const OFFLINE = 'You are offline. Try again when you are back.';
