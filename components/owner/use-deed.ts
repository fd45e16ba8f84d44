import { useRouter } from 'next/navigation';
import { useWork } from '@/components/device/use-work';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError, type ErrorCode } from '@/lib/domain/errors';

type Outcome<Done> = { ok: true; done: Done } | { ok: false; code: ErrorCode };

/** Something that the server is asked to do; afterwards the page is read anew. `fault`: a sentence that says why it did not. */
export function useDeed() {
  const { isBusy, fault, run } = useWork();
  const { refresh } = useRouter();
  return {
    isBusy,
    fault: fault && (fault === 'network_unreachable' ? OFFLINE : errorSentence(fault)),
    do: <Done>(deed: () => Promise<Outcome<Done>>, onDone?: (done: Done) => void) =>
      run(async () => {
        const outcome = await deed().catch((cause: unknown) => {
          throw new AppError('network_unreachable', { cause });
        });
        if (!outcome.ok) throw new AppError(outcome.code);
        onDone?.(outcome.done);
        refresh();
      }),
  };
}

const OFFLINE = 'You are offline. Try again when you are back.';
